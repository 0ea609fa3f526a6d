package keyfile

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// profileContent is a provisioning profile with the certificates of those who may
// sign by it.
type profileContent struct {
	Profile
	certificates [][]byte
}

func profilePlace(n int) string { return fmt.Sprintf("DeveloperCertificates %d", n) }

// readProfile reads the property list inside of an Apple provisioning profile
// (TN3125): its ExpirationDate is when devices no longer start what it covers.
// Not found is what is no property list with such a date.
func readProfile(message []byte) (profile profileContent, found bool, wrong *fault) {
	if !bytes.Contains(message[:min(len(message), 1024)], []byte("<plist")) || !bytes.Contains(message, []byte("<key>ExpirationDate</key>")) {
		return profile, false, nil
	}
	decoder := xml.NewDecoder(bytes.NewReader(message))
	decoder.Strict = false // the DOCTYPE that Apple writes
	var key string
	dictionaries := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch element := token.(type) {
		case xml.StartElement:
			if element.Name.Local == "dict" {
				dictionaries++
				continue
			}
			if dictionaries != 1 || element.Name.Local == "plist" || element.Name.Local == "array" {
				continue
			}
			var text string
			if decoder.DecodeElement(&text, &element) != nil {
				return profile, true, damagedProfile("its property list is damaged")
			}
			switch text = strings.TrimSpace(text); element.Name.Local {
			case "key":
				key = text
			case "string":
				if key == "Name" {
					profile.Name = printable(text)
				}
			case "date":
				at, err := time.Parse(time.RFC3339, text)
				switch {
				case err != nil && key == "ExpirationDate":
					return profile, true, damagedProfile("its ExpirationDate " + quoted(text) + " is no date")
				case key == "ExpirationDate":
					profile.ExpiresAt = at.UTC()
				case key == "CreationDate":
					profile.CreatedAt = at.UTC()
				}
			case "data":
				if key == "DeveloperCertificates" {
					der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
					if err != nil {
						return profile, true, damagedProfile("one of its DeveloperCertificates is not base64")
					}
					profile.certificates = append(profile.certificates, der)
				}
			}
		case xml.EndElement:
			if element.Name.Local == "dict" {
				dictionaries--
			}
		}
	}
	if profile.ExpiresAt.IsZero() {
		return profile, true, damagedProfile("it has no ExpirationDate of its own")
	}
	return profile, true, nil
}

func damagedProfile(clause string) *fault {
	return &fault{
		reason: ReasonMalformed, summary: "Damaged provisioning profile", clause: "it is a provisioning profile, but " + clause,
		help: "Download it again from the developer account.",
	}
}
