package backup

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// listPage is one page of ListObjectsV2. Of servers that are compatible some leave
// KeyCount out, and some write ETags in other quotes: neither is read.
type listPage struct {
	IsTruncated           string
	NextContinuationToken string
	NextMarker            string
	EncodingType          string
	MaxKeys               int
	Contents              []pageObject
	CommonPrefixes        []struct{ Prefix string }
}

type pageObject struct {
	Key          string
	LastModified string
	Size         *int64
	StorageClass string
	IsLatest     bool
}

// pageKeys is how many keys stores give on a page at most.
const pageKeys = 1000

func parsePage(content []byte) (*listPage, *Error) {
	page := &listPage{}
	if wrong := decodeXML(content, page); wrong != nil {
		return nil, wrong
	}
	return page, nil
}

// more says that the listing goes on. A full page that does not say whether it is
// the last is not taken for the last.
func (p *listPage) more() bool {
	said := strings.TrimSpace(p.IsTruncated)
	if p.NextContinuationToken != "" || p.NextMarker != "" || said != "" && !strings.EqualFold(said, "false") {
		return true
	}
	return said == "" && len(p.Contents) > 0 && len(p.Contents) >= cmp.Or(p.MaxKeys, pageKeys)
}

// objects are those of the page below a prefix, without the marks that stand for
// folders.
func (p *listPage) objects(prefix string) ([]Object, *Error) {
	found := make([]Object, 0, len(p.Contents))
	for i, one := range p.Contents {
		key := one.Key
		if p.EncodingType == "url" {
			var err error
			if key, err = url.QueryUnescape(key); err != nil {
				return nil, malformedf("its key cannot be decoded, though the listing says that it is encoded.").entry(i)
			}
		}
		if strings.HasSuffix(key, "/") || !strings.HasPrefix(key, prefix) {
			continue
		}
		at, err := parseTime(one.LastModified, nil)
		if err != nil || key == "" || one.Size == nil || *one.Size < 0 {
			return nil, malformedf("it has no key, no size, or no LastModified that can be read as a time.").entry(i)
		}
		found = append(found, Object{Name: key, Size: *one.Size, ModifiedAt: at, StorageClass: one.StorageClass})
	}
	return found, nil
}

var storeCode = text.Pattern(`^[A-Za-z][A-Za-z0-9.]{1,63}$`)

// storeRefused tells the error that a store answers with, which may come with
// HTTP status 200. Only its code is shown: its message may hold the key, the
// signature and the text that was signed.
func storeRefused(content []byte, status int) *Error {
	var answer struct{ Code, Region string }
	if wrong := decodeXML(content, &answer); wrong != nil || !storeCode().MatchString(answer.Code) {
		answer.Code = ""
	}
	return storeError(answer.Code, answer.Region, status)
}
