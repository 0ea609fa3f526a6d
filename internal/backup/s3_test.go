package backup_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

var keys = backup.Credentials{KeyID: "AKIDEXAMPLE", Secret: "s3cr3t/example", Token: "t0ken"}

// clientOf is a client over the one dialer.
func clientOf(t *testing.T, config network.Config) *http.Client {
	t.Helper()
	dialer, err := network.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

func lister(t *testing.T) backup.Lister {
	t.Helper()
	return backup.Lister{Client: clientOf(t, network.Config{}), Clock: deadline.FixedClock(today)}
}

// signedBy is a Signature Version 4 by the letter of AWS's description ("Create a
// signed AWS API request"), as a server checks it.
func signedBy(request *http.Request, secret string) string {
	header := request.Header.Get("Authorization")
	part := func(name string) string {
		_, rest, _ := strings.Cut(header, name+"=")
		value, _, _ := strings.Cut(rest, ",")
		return value
	}
	scope := strings.SplitN(part("Credential"), "/", 2)[1]
	canonical := request.Method + "\n" + request.URL.EscapedPath() + "\n" + request.URL.RawQuery + "\n"
	for name := range strings.SplitSeq(part("SignedHeaders"), ";") {
		value := request.Header.Get(name)
		if name == "host" {
			value = request.Host
		}
		canonical += name + ":" + value + "\n"
	}
	canonical += "\n" + part("SignedHeaders") + "\n" + request.Header.Get("X-Amz-Content-Sha256")
	digest := sha256.Sum256([]byte(canonical))
	text := "AWS4-HMAC-SHA256\n" + request.Header.Get("X-Amz-Date") + "\n" + scope + "\n" + hex.EncodeToString(digest[:])
	key := []byte("AWS4" + secret)
	for step := range strings.SplitSeq(scope, "/") {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(step))
		key = mac.Sum(nil)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// Our check of signatures gives the one that AWS publishes for a list of a bucket
// ("Examples: Signature Calculations", GET Bucket), so what passes it is signed as
// a store wants it.
func TestSignatureOfAWS(t *testing.T) {
	t.Parallel()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J", nil)
	request.Header.Set("X-Amz-Date", "20130524T000000Z")
	request.Header.Set("X-Amz-Content-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=")
	if got := signedBy(request, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"); got != "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" {
		t.Error(got)
	}
}

// storeOf is a real server for S3 in this process that asks for a signature.
func storeOf(t *testing.T, secret string, fill func(*s3mem.Backend)) *httptest.Server {
	t.Helper()
	backend := s3mem.New(s3mem.WithTimeSource(gofakes3.FixedTimeSource(today.Add(-time.Hour))))
	if err := backend.CreateBucket("backups"); err != nil {
		t.Fatal(err)
	}
	fill(backend)
	fake := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.StdLog(log.New(testWriter{t}, "", 0))), gofakes3.WithTimeSkewLimit(0)).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, signature, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
		if secret != "" && (signature == "" || signature != signedBy(r, secret)) {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, "<Error><Code>SignatureDoesNotMatch</Code><Message>x</Message><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>s</StringToSign><SignatureProvided>%s</SignatureProvided></Error>", signature)
			return
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(line []byte) (int, error) { return len(line), nil }

func put(t *testing.T, backend *s3mem.Backend, key string, size int) {
	t.Helper()
	if _, err := backend.PutObject("backups", key, map[string]string{}, strings.NewReader(strings.Repeat("x", size)), int64(size), nil); err != nil {
		t.Fatal(err)
	}
}

// More than 1,000 keys: pages come in the order of keys, and the newest is on the
// last.
func TestNewestOnTheLastPage(t *testing.T) {
	t.Parallel()
	server := storeOf(t, keys.Secret, func(backend *s3mem.Backend) {
		for i := range 2_300 {
			put(t, backend, fmt.Sprintf("db/a%04d-2026-11-01.sql.gz", i), 100)
		}
		put(t, backend, "db/", 0)
		put(t, backend, "db/z full+1 2026-11-27.sql.gz", 100)
		put(t, backend, "other/2026-11-28.sql.gz", 100)
	})
	listing, err := lister(t).ListBucket(t.Context(), backup.Store{Bucket: "backups", Prefix: "db/", Endpoint: server.URL, Credentials: keys}, backup.Options{TimeZone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	if len(listing.Copies) != 2_301 {
		t.Fatalf("%d copies", len(listing.Copies))
	}
	verdict := asked(listing, func(q *backup.Question) { q.Filter.SingleSource = true })
	wantTold(t, verdict, "ok db/z full+1 2026-11-27.sql.gz@27T00:00")
	// A bound that is hit is said, and the answer unknown.
	_, err = lister(t).ListBucket(t.Context(), backup.Store{Bucket: "backups", Prefix: "db/", Endpoint: server.URL, Credentials: keys, MaxKeys: 2_000}, backup.Options{TimeZone: time.UTC})
	wantError(t, err, backup.ReasonTooLarge, "", "more than 2000 objects", "longer prefix")
}

func TestStoreRefuses(t *testing.T) {
	t.Parallel()
	server := storeOf(t, keys.Secret, func(*s3mem.Backend) {})
	open := storeOf(t, "", func(backend *s3mem.Backend) { put(t, backend, "2026-11-28.sql", 100) })
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	wrong := keys
	wrong.Secret = "guess"
	for name, c := range map[string]struct {
		store     backup.Store
		reason    backup.Reason
		attribute string
		phrase    string
	}{
		"a wrong secret":            {backup.Store{Bucket: "backups", Endpoint: server.URL, Credentials: wrong}, backup.ReasonUnreachable, "", "SignatureDoesNotMatch"},
		"no credentials":            {backup.Store{Bucket: "backups", Endpoint: server.URL}, backup.ReasonUnreachable, "s3", "AWS_ACCESS_KEY_ID"},
		"without being asked to":    {backup.Store{Bucket: "backups", Endpoint: server.URL, Anonymous: true}, backup.ReasonUnreachable, "", "403"},
		"no such bucket":            {backup.Store{Bucket: "backup", Endpoint: server.URL, Credentials: keys}, backup.ReasonNotFound, "", "NoSuchBucket"},
		"nobody listens":            {backup.Store{Bucket: "backups", Endpoint: gone.URL, Credentials: keys}, backup.ReasonUnreachable, "", "refuses the connection"},
		"a password in the address": {backup.Store{Bucket: "backups", Endpoint: "https://u:hunter2@store.example.test", Credentials: keys}, backup.ReasonUnsupported, "s3", "belong into"},
		"no address":                {backup.Store{Bucket: "backups", Endpoint: "store.example.test", Credentials: keys}, backup.ReasonUnsupported, "s3", "https://"},
		"a bucket with a slash":     {backup.Store{Bucket: "a/b", Endpoint: server.URL, Credentials: keys}, backup.ReasonUnsupported, "s3", "no name of a bucket"},
		"a region with a slash":     {backup.Store{Bucket: "backups", Region: "a/b", Endpoint: server.URL, Credentials: keys}, backup.ReasonUnsupported, "s3", "eu-central-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := lister(t).ListBucket(t.Context(), c.store, backup.Options{TimeZone: time.UTC})
			wantError(t, err, c.reason, c.attribute, c.phrase)
			for _, secret := range []string{"AKID", "guess", "s3cr3t", "t0ken", "hunter2", "Signature=", "StringToSign"} {
				if text := fmt.Sprintf("%v %+v", err, c.store); strings.Contains(text, secret) && secret != "hunter2" || strings.Contains(err.Error(), secret) {
					t.Errorf("%s is shown in %s", secret, text)
				}
			}
		})
	}
	listing, err := lister(t).ListBucket(t.Context(), backup.Store{Bucket: "backups", Endpoint: open.URL, Anonymous: true}, backup.Options{TimeZone: time.UTC})
	if err != nil || len(listing.Copies) != 1 {
		t.Errorf("%v %v", listing, err)
	}
	denied := backup.Lister{Client: clientOf(t, network.Config{DeniedNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}), Clock: deadline.FixedClock(today)}
	_, err = denied.ListBucket(t.Context(), backup.Store{Bucket: "backups", Endpoint: open.URL, Anonymous: true}, backup.Options{})
	wantError(t, err, backup.ReasonUnreachable, "", "denied network")
}

// answers serves texts one after the other, the last again and again.
func answers(t *testing.T, kind string, pages ...string) (endpoint string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := pages[min(len(*asked), len(pages)-1)]
		*asked = append(*asked, r.URL.RawQuery)
		w.Header().Set("Content-Type", kind)
		if status, rest, ok := strings.Cut(page, "|"); ok {
			code := 0
			_, _ = fmt.Sscan(status, &code)
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(code)
			page = rest
		}
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// contents is an entry of a page.
func contents(key, at string, size int, class string) string {
	return fmt.Sprintf("<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>&quot;x&quot;</ETag><Size>%d</Size><StorageClass>%s</StorageClass></Contents>", key, at, size, class)
}

func TestStoreAnswers(t *testing.T) {
	t.Parallel()
	const head = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>backups</Name><EncodingType>url</EncodingType>`
	first := head + `<IsTruncated>true</IsTruncated><NextContinuationToken>a+b/=&amp;c d</NextContinuationToken>` +
		contents("db/", ago(0), 0, "STANDARD") + contents("db/2026-11-26.sql.gz", "2026-11-26T02:05:00.000Z", 5_000, "STANDARD") +
		contents("db/2026-11-27%2Bfull.sql.gz", "2026-11-27T02:05:00.000Z", 5_100, "DEEP_ARCHIVE") + `</ListBucketResult>`
	// Compatible servers leave out what is not needed.
	last := `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>` + contents("db/2026-11-28.sql.gz", "2026-11-28T02:00:04.000Z", 20, "") + contents("db/latest.sql.gz", ago(time.Minute), 5_100, "") + `</ListBucketResult>`
	const busy, refused = "<Error><Code>SlowDown</Code></Error>", "<Error><Code>AccessDenied</Code></Error>"
	for name, c := range map[string]struct {
		kind  string
		pages []string
		want  string
		told  string
	}{
		"two pages":                             {"application/xml", []string{first, last}, "ok db/2026-11-27+full.sql.gz@27T02:05 backup-failed", "DEEP_ARCHIVE"},
		"busy under status 200":                 {"application/xml", []string{busy, first, busy, last}, "ok db/2026-11-27+full.sql.gz@27T02:05 backup-failed", ""},
		"busy under status 503":                 {"application/xml", []string{"503|" + busy, last}, "expired empty backup-missing", ""},
		"an error under status 200":             {"application/xml", []string{refused}, "unknown unreachable", "AccessDenied"},
		"on the second page":                    {"application/xml", []string{first, refused}, "unknown unreachable", "AccessDenied"},
		"the same page for ever":                {"application/xml", []string{first}, "unknown malformed", "again and again"},
		"goes on without a token":               {"application/xml", []string{`<ListBucketResult><IsTruncated>true</IsTruncated>` + contents("a", ago(0), 1, "") + `</ListBucketResult>`}, "unknown incomplete", "no token"},
		"an old server that knows only markers": {"application/xml", []string{`<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>a</NextMarker>` + contents("a", ago(0), 1, "") + `</ListBucketResult>`}, "unknown incomplete", ""},
		"a page to log in":                      {"text/html", []string{"<html>log in</html>"}, "unknown unsupported", "log in"},
		"a page to log in, as XML":              {"application/xml", []string{"<!DOCTYPE html><html>log in</html>"}, "unknown unsupported", "log in"},
		"XML of another kind":                   {"application/xml", []string{"<ListAllMyBucketsResult/>"}, "unknown unsupported", "ListAllMyBucketsResult"},
		"cut short":                             {"application/xml", []string{first[:len(first)-60]}, "unknown malformed", "breaks off"},
		"an entry without a size":               {"application/xml", []string{"<ListBucketResult><Contents><Key>db/a</Key><LastModified>" + ago(0) + "</LastModified></Contents></ListBucketResult>"}, "unknown malformed", "entry 1"},
		"a key that is not encoded":             {"application/xml", []string{"<ListBucketResult><EncodingType>url</EncodingType>" + contents("db/100%", ago(0), 9, "") + "</ListBucketResult>"}, "unknown malformed", "cannot be decoded"},
		"keys beside the prefix":                {"application/xml", []string{"<ListBucketResult>" + contents("www/2026-11-28.sql", "2026-11-28T02:00:00Z", 900, "") + "</ListBucketResult>"}, "expired missing backup-missing", ""},
		"nothing":                               {"application/xml", []string{"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"}, "expired missing backup-missing", ""},
		"no body":                               {"application/xml", []string{""}, "unknown unsupported", ""},
		"another region":                        {"application/xml", []string{"301|<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>"}, "unknown unreachable", "eu-west-1"},
		"a redirect is not followed":            {"text/plain", []string{"302|"}, "unknown unreachable", "302"},
		"not found":                             {"text/plain", []string{"404|no"}, "unknown not_found", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint, queries := answers(t, c.kind, c.pages...)
			listing, err := lister(t).ListBucket(t.Context(), backup.Store{Bucket: "backups", Prefix: "db/", Endpoint: endpoint, Credentials: keys}, backup.Options{TimeZone: time.UTC})
			verdict := asked(listing)
			if err != nil {
				verdict = backup.Unread(err)
			}
			wantTold(t, verdict, c.want, c.told)
			if name == "two pages" && !strings.Contains((*queries)[1], "continuation-token=a%2Bb%2F%3D%26c%20d&") {
				t.Errorf("the token was sent as %s", (*queries)[1])
			}
		})
	}
}

func TestStoreInTime(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hang) })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := lister(t).ListBucket(ctx, backup.Store{Bucket: "backups", Endpoint: server.URL, Credentials: keys}, backup.Options{})
	wantError(t, err, backup.ReasonUnreachable, "", "within the time allowed")
}

func TestStoreFromEnvironment(t *testing.T) {
	t.Parallel()
	full := map[string]string{
		"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "us-west-2",
		"AWS_ENDPOINT_URL_S3": "https://s3.example.test", "AWS_ENDPOINT_URL": "https://all.example.test",
	}
	store, err := backup.Store{Bucket: "b"}.FromEnvironment(func(name string) string { return full[name] })
	if err != nil || store.Credentials != (backup.Credentials{KeyID: "k", Secret: "s", Token: "t"}) || store.Region != "eu-central-1" || store.Endpoint != "https://s3.example.test" {
		t.Errorf("%+v %v", store, err)
	}
	own, err := backup.Store{Region: "r", Endpoint: "e", Anonymous: true}.FromEnvironment(func(name string) string { return full[name] })
	if err != nil || own.Region != "r" || own.Endpoint != "e" || own.Credentials != (backup.Credentials{}) {
		t.Errorf("%+v %v", own, err)
	}
	_, err = backup.Store{}.FromEnvironment(func(name string) string { return map[string]string{"AWS_ACCESS_KEY_ID": "k"}[name] })
	wantError(t, err, backup.ReasonUnreachable, "s3", "AWS_SECRET_ACCESS_KEY")
}
