package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// storeRetries is how often a page is asked for again that a store was too busy to
// give: it says so with 500 or 503, or with an error under status 200.
const storeRetries = 2

// Lister lists object stores. It makes all requests through Client, which knows
// the proxy and the networks that are denied.
type Lister struct {
	Client *http.Client
	// Clock is the wall clock by which requests are signed.
	Clock deadline.Clock
}

// ListBucket lists what lies in a bucket below a prefix, page by page to the end:
// pages come in the order of keys, so that the newest may stand on the last. Its
// error is an *Error. A store that goes on after MaxCopies keys is unknown, for
// what follows was not seen.
func (l Lister) ListBucket(ctx context.Context, store Store, options Options) (Listing, error) {
	objects, wrong := l.objects(ctx, store)
	if wrong == nil {
		var listing Listing
		if listing, wrong = s3Listing(objects, options); wrong == nil {
			return listing, nil
		}
	}
	return Listing{}, wrong
}

func (l Lister) objects(ctx context.Context, store Store) ([]Object, *Error) {
	address, wrong := store.address()
	if wrong != nil {
		return nil, wrong
	}
	if !store.Anonymous && store.Credentials == (Credentials{}) {
		return nil, noCredentials()
	}
	var all []Object
	most := store.most()
	for token, seen := "", 0; ; {
		page, wrong := l.page(ctx, store, address, token)
		if wrong != nil {
			return nil, wrong
		}
		objects, wrong := page.objects(store.Prefix)
		if wrong != nil {
			return nil, wrong
		}
		all = append(all, objects...)
		seen += len(page.Contents)
		next := page.NextContinuationToken
		switch {
		case !page.more():
			return all, nil
		case seen >= most:
			return nil, attributef("", ReasonTooLarge, "Too many objects", "The bucket %s has more than %d objects below the prefix %q, and what follows them was not read, so the newest backup may be among it. Give a longer prefix.", shown(store.Bucket), most, shown(store.Prefix))
		case next == "":
			return nil, incomplete("IsTruncated, and gives no token to go on")
		case next == token || len(page.Contents) == 0 && len(page.CommonPrefixes) == 0:
			return nil, malformedf("The store gives the same page of its listing again and again.")
		}
		token = next
	}
}

// page asks for one page, again where the store was too busy.
func (l Lister) page(ctx context.Context, store Store, address *url.URL, token string) (*listPage, *Error) {
	query := url.Values{"list-type": {"2"}, "encoding-type": {"url"}, "max-keys": {"1000"}}
	if store.Prefix != "" {
		query.Set("prefix", store.Prefix)
	}
	if token != "" {
		query.Set("continuation-token", token)
	}
	asked := *address
	// A space is %20 in what is signed, never +.
	asked.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	for try := 0; ; try++ {
		page, wrong, again := l.once(ctx, store, &asked)
		if !again || try == storeRetries {
			return page, wrong
		}
		wait := time.NewTimer(200 * time.Millisecond << try)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return nil, unreachable(address.Host, ctx.Err())
		}
	}
}

func (l Lister) once(ctx context.Context, store Store, address *url.URL) (page *listPage, wrong *Error, again bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, unreachable(address.Host, err), false
	}
	if !store.Anonymous {
		if err := sign(ctx, request, store, l.Clock()); err != nil {
			return nil, attributef("s3", ReasonUnreachable, "Cannot sign the request", "The request to the store %s could not be signed with the credentials given.", shown(address.Host)), false
		}
	}
	// What is signed for one host must not be sent to another.
	client := *l.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		return nil, unreachable(address.Host, err), false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxPageBytes+1))
	switch {
	case err != nil:
		return nil, unreachable(address.Host, err), false
	case len(body) > maxPageBytes:
		return nil, attributef("", ReasonTooLarge, "Answer too large", "A page of the store %s is larger than 16 MiB.", shown(address.Host)), false
	}
	return answered(response, body)
}

// answered tells a page from an error, which may come with status 200.
func answered(response *http.Response, body []byte) (page *listPage, wrong *Error, again bool) {
	root := ""
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "text/html" {
		root = rootOf(body)
	}
	busy := response.StatusCode == http.StatusInternalServerError || response.StatusCode == http.StatusServiceUnavailable || response.StatusCode == http.StatusTooManyRequests
	switch {
	case root == "Error":
		wrong = storeRefused(body, response.StatusCode)
		return nil, wrong, busy || response.StatusCode == http.StatusOK
	case response.StatusCode != http.StatusOK:
		return nil, storeError("", response.Header.Get("X-Amz-Bucket-Region"), response.StatusCode), busy
	case root == "ListBucketResult":
		page, wrong = parsePage(body)
		return page, wrong, false
	case root == "" || root == "html":
		return nil, unsupportedf("The store answers with something that is no listing of a bucket, perhaps a page to log in. Is its endpoint right?"), false
	}
	return nil, unsupportedf("The store answers with XML that is no listing of a bucket (its first element is %s).", shown(root)), false
}

// emptyDigest is what is signed for a request without a body.
var emptyDigest = func() string {
	sum := sha256.Sum256(nil)
	return hex.EncodeToString(sum[:])
}()

// sign signs a request by AWS's own signer (Signature Version 4); S3 wants the
// path as it is sent, and the digest of the body in a header.
func sign(ctx context.Context, request *http.Request, store Store, now time.Time) error {
	request.Header.Set("X-Amz-Content-Sha256", emptyDigest)
	credentials := aws.Credentials{AccessKeyID: store.Credentials.KeyID, SecretAccessKey: store.Credentials.Secret, SessionToken: store.Credentials.Token}
	signer := v4.NewSigner(func(options *v4.SignerOptions) { options.DisableURIPathEscaping = true })
	return signer.SignHTTP(ctx, credentials, request, emptyDigest, "s3", store.region(), now)
}

// storeError says what a store's error means.
func storeError(code, region string, status int) *Error {
	wrong := &Error{Reason: ReasonUnreachable, Summary: "Store refuses the listing"}
	told := "an error without a code that could be read"
	if code != "" {
		told = "the error " + code
	}
	if status != 0 {
		told += " and HTTP status " + strconv.Itoa(status)
	}
	help := ""
	switch code {
	case "NoSuchBucket":
		wrong.Reason, wrong.Summary, help = ReasonNotFound, "No such bucket", " Is the name of the bucket spelt right, and is the endpoint that of its store?"
	case "AccessDenied", "AllAccessDisabled":
		help = " The credentials need the permission to list the bucket (s3:ListBucket)."
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken":
		help = " The credentials are wrong or have expired."
	case "RequestTimeTooSkewed":
		help = " The clock of this machine is wrong."
	case "PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect", "IllegalLocationConstraintException":
		help = " The bucket lies in another region."
	case "":
		switch {
		case status == http.StatusNotFound:
			wrong.Reason, wrong.Summary = ReasonNotFound, "No such bucket"
		case status == http.StatusForbidden, status == http.StatusUnauthorized:
			help = " The credentials are wrong, or lack the permission to list the bucket."
		case status >= 300 && status < 400:
			help = " It sends elsewhere, and a signed request is not sent on: give the endpoint it means."
		}
	}
	if regionForm().MatchString(region) {
		help += " It says that the region is " + region + "."
	}
	wrong.Message = "The store answers with " + told + "." + help
	return wrong
}

// unreachable says why there was no answer; the address of a request holds no
// secret but what is signed, and is not shown.
func unreachable(host string, err error) *Error {
	why := map[network.Cause]string{
		network.NameNotFound: "there is no such name", network.NameFailed: "its name could not be resolved", network.Refused: "it refuses the connection",
		network.Unreachable: "there is no way to it", network.Reset: "it broke the connection off", network.Closed: "it closed the connection",
		network.Timeout: "it did not answer within the time allowed", network.Denied: "its address is in a denied network",
		network.Proxy: "the proxy could not connect", network.Cancelled: "the request was cancelled",
	}[network.CauseOf(err)]
	if why == "" {
		why = "the connection failed"
		if isTLS(err) {
			why = "its certificate is not trusted, or it does not speak TLS"
		}
	}
	return &Error{Reason: ReasonUnreachable, Summary: "Store not reachable", Message: fmt.Sprintf("The store %s could not be reached: %s.", shown(host), why), cause: errors.Unwrap(err)}
}
