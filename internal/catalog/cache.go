package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// cacheFile is where the answer of one API is kept: a small head beside the body,
// so that the body stays what the server sent.
type cacheFile struct{ head, body string }

// keptAnswer is an answer of an earlier run.
type keptAnswer struct {
	ETag      string    `json:"etag"`
	CheckedAt time.Time `json:"checked_at"`
	// Digest guards against a body that another run is about to replace.
	Digest string `json:"sha256"`
	body   []byte
}

func openCache(directory, address string) *cacheFile {
	if directory == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(address))
	name := filepath.Join(directory, "catalog-"+hex.EncodeToString(sum[:8]))
	return &cacheFile{head: name + ".head.json", body: name + ".json"}
}

// read is nil where nothing usable is kept: a broken cache is no cache.
func (c *cacheFile) read(ctx context.Context) *keptAnswer {
	if c == nil {
		return nil
	}
	head, err := readBounded(ctx, c.head, 1<<16)
	if err != nil {
		return nil
	}
	var kept keptAnswer
	if json.Unmarshal(head, &kept) != nil {
		return nil
	}
	if kept.body, err = readBounded(ctx, c.body, maxFeedBytes); err != nil || digest(kept.body) != kept.Digest {
		return nil
	}
	return &kept
}

// write keeps an answer. That it cannot is no reason to fail: the answer is here.
func (c *cacheFile) write(etag string, body []byte, now time.Time) {
	if c == nil || os.MkdirAll(filepath.Dir(c.head), 0o755) != nil {
		return
	}
	head, err := json.Marshal(keptAnswer{ETag: etag, CheckedAt: now.UTC(), Digest: digest(body)})
	if err != nil {
		return
	}
	if replaceFile(c.body, body) == nil {
		_ = replaceFile(c.head, head)
	}
}

// replaceFile puts content in the place of a file in one step.
func replaceFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	if _, err := temporary.Write(content); err != nil {
		_ = temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// fresh says that the answer need not be asked for again. One from the future
// was written under a wrong clock and is not trusted.
func (k *keptAnswer) fresh(now time.Time, maxAge time.Duration) bool {
	age := now.Sub(k.CheckedAt)
	return age >= 0 && age < maxAge
}

// age is how old the answer is, in the unit a person would take.
func (k *keptAnswer) age(now time.Time) string {
	age := max(0, now.Sub(k.CheckedAt))
	number, unit := int(age.Hours()/24), "day"
	if number == 0 {
		number, unit = int(age.Hours()), "hour"
	}
	switch number {
	case 0:
		return "less than an hour"
	case 1:
		return "1 " + unit
	default:
		return fmt.Sprintf("%d %ss", number, unit)
	}
}
