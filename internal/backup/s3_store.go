package backup

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Store is a bucket, and how it is spoken to.
type Store struct {
	Bucket string
	// Prefix is where the keys begin; "" takes the whole bucket.
	Prefix string
	// Endpoint is "https://s3.example.test"; "" is that of AWS for the region.
	Endpoint string
	// Region is "" for us-east-1, which stores without regions take as well.
	Region string
	// VirtualHost puts the bucket into the name of the host; it is done without
	// asking at AWS, and nowhere else, since few other stores know it.
	VirtualHost bool
	// Anonymous sends no credentials: for buckets that are open to all.
	Anonymous   bool
	Credentials Credentials
	// MaxKeys is after how many keys to give up; 0 is MaxCopies.
	MaxKeys int
}

// Credentials are those of a store. They are shown nowhere.
type Credentials struct {
	KeyID  string
	Secret string
	Token  string // of a session, "" for lasting keys
}

// String hides the credentials from whoever prints them.
func (Credentials) String() string { return "(hidden)" }

// GoString hides them likewise.
func (Credentials) GoString() string { return "(hidden)" }

// FromEnvironment fills in what a store leaves out from the variables that all
// tools for S3 know: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
// AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL. Its
// error is an *Error.
func (s Store) FromEnvironment(getenv func(string) string) (Store, error) {
	s.Endpoint = cmp.Or(s.Endpoint, getenv("AWS_ENDPOINT_URL_S3"), getenv("AWS_ENDPOINT_URL"))
	s.Region = cmp.Or(s.Region, getenv("AWS_REGION"), getenv("AWS_DEFAULT_REGION"))
	if s.Anonymous || s.Credentials != (Credentials{}) {
		return s, nil
	}
	s.Credentials = Credentials{KeyID: getenv("AWS_ACCESS_KEY_ID"), Secret: getenv("AWS_SECRET_ACCESS_KEY"), Token: getenv("AWS_SESSION_TOKEN")}
	if s.Credentials.KeyID == "" || s.Credentials.Secret == "" {
		return s, noCredentials()
	}
	return s, nil
}

func noCredentials() *Error {
	return attributef("s3", ReasonUnreachable, "No credentials",
		"There are no credentials for the store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with AWS_SESSION_TOKEN where they are those of a session, or say anonymous = true for a bucket that is open to all.")
}

var (
	regionForm = text.Pattern(`^[a-z0-9][a-z0-9-]{0,40}$`)
	bucketForm = text.Pattern(`^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$`)
)

func (s Store) region() string { return cmp.Or(s.Region, "us-east-1") }

func (s Store) most() int {
	if s.MaxKeys > 0 && s.MaxKeys < MaxCopies {
		return s.MaxKeys
	}
	return MaxCopies
}

// address is where the bucket is asked for its list.
func (s Store) address() (*url.URL, *Error) {
	refuse := func(format string, values ...any) (*url.URL, *Error) {
		return nil, attributef("s3", ReasonUnsupported, "Malformed store", format, values...)
	}
	if !bucketForm().MatchString(s.Bucket) || strings.Contains(s.Bucket, "..") {
		return refuse("The bucket %q is no name of a bucket, which has letters, digits, dots and hyphens, for example \"backups\".", shown(s.Bucket))
	}
	if !regionForm().MatchString(s.region()) {
		return refuse("The region %q is no name of a region; write it like \"eu-central-1\".", shown(s.Region))
	}
	endpoint, virtual := s.Endpoint, s.VirtualHost
	if endpoint == "" {
		endpoint = "https://s3." + s.region() + ".amazonaws.com"
		if strings.HasPrefix(s.region(), "cn-") {
			endpoint += ".cn"
		}
		// A dot in a bucket's name makes a host that no certificate is for.
		virtual = !strings.Contains(s.Bucket, ".")
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" || address.RawQuery != "" || address.Fragment != "" {
		return refuse("The endpoint is no address of a store; write it like \"https://s3.example.test\" or \"http://127.0.0.1:9000\".")
	}
	if address.User != nil {
		return refuse("The endpoint holds a user or a password, which belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
	}
	path := strings.TrimSuffix(address.Path, "/") + "/"
	if virtual {
		address.Host = s.Bucket + "." + address.Host
	} else {
		path += s.Bucket
	}
	address.Path, address.RawPath = path, ""
	return address, nil
}

// isTLS says that a connection failed for what TLS is about.
func isTLS(err error) bool {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var alert *net.OpError
	return errors.As(err, &unknown) || errors.As(err, &invalid) || errors.As(err, &name) || errors.As(err, &record) || errors.As(err, &verify) ||
		errors.As(err, &alert) && alert.Op == "remote error"
}
