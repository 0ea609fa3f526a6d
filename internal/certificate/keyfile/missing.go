package keyfile

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// missing says in which way a file is missing, and what may have been meant.
func missing(path string) (clause, help string) {
	if path == "~" || strings.HasPrefix(path, "~/") || strings.HasPrefix(path, `~\`) {
		return "there is no such file, and ~ is not expanded to the home directory",
			`Write pathexpand("` + shownPath(path) + `") or the whole path.`
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); err != nil {
		for {
			parent := filepath.Dir(folder)
			if _, err := os.Stat(parent); err == nil || parent == folder {
				break
			}
			folder = parent
		}
		return "the folder " + quoted(folder) + " does not exist",
			`A relative path starts at the working directory of Terraform; "${path.module}/…" starts at the module.`
	}
	help = `A relative path starts at the working directory of Terraform; "${path.module}/…" starts at the module.`
	if name := nearest(folder, filepath.Base(path)); name != "" {
		help = "The folder has a file " + quoted(name) + ". " + help
	}
	return "there is no such file", help
}

// nearest gives the name in a folder that is most like the one asked for, ""
// if none is near. It looks at the first thousand names only.
func nearest(folder, wanted string) string {
	file, err := os.Open(folder)
	if err != nil {
		return ""
	}
	defer file.Close()
	names, _ := file.Readdirnames(1000)
	stem := strings.TrimSuffix(wanted, filepath.Ext(wanted))
	best, least := "", max(2, len(wanted)/4)+1
	for _, name := range names {
		distance := text.Distance(strings.ToLower(name), strings.ToLower(wanted))
		if strings.TrimSuffix(name, filepath.Ext(name)) == stem {
			distance = min(distance, 1) // certs/www.crt for certs/www.pem
		}
		if distance < least || distance == least && best != "" && name < best {
			best, least = name, distance
		}
	}
	return best
}
