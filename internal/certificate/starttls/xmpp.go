package starttls

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// XML namespaces of RFC 6120.
const (
	xmppStream = "http://etherx.jabber.org/streams"
	xmppTLS    = "urn:ietf:params:xml:ns:xmpp-tls"
)

// talkXMPPClient follows RFC 6120 section 5 as a user's client.
func talkXMPPClient(t *talk) error { return t.xmpp("jabber:client", "") }

// talkXMPPServer is the same as another server, which says who it is.
func talkXMPPServer(t *talk) error { return t.xmpp("jabber:server", " from='"+neutralName+"'") }

func (t *talk) xmpp(namespace, from string) error {
	var host strings.Builder
	if err := xml.EscapeText(&host, []byte(t.host)); err != nil {
		return err
	}
	if err := t.Send("<?xml version='1.0'?><stream:stream to='" + host.String() + "'" + from +
		" xmlns='" + namespace + "' xmlns:stream='" + xmppStream + "' version='1.0'>"); err != nil {
		return err
	}
	if err := t.Wait(); err != nil {
		return err
	}
	opening := t.Pending()
	if text := strings.TrimSpace(opening); text != "" && text[0] != '<' {
		return t.wrongProtocol(opening)
	}
	// The decoder reads byte by byte from t.In, and so never past the element it
	// returns.
	decoder := xml.NewDecoder(t.In)
	// XMPP is UTF-8 (RFC 6120 section 11.6); another encoding fails where its
	// bytes are not.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	x := &xmppTalk{talk: t, decoder: decoder, opening: opening}
	hasFeatures, err := x.stream()
	if err != nil {
		return err
	}
	if !hasFeatures {
		return t.absent(x.opening)
	}
	offered, err := x.features()
	if err != nil {
		return err
	}
	if !slices.Contains(offered, xml.Name{Space: xmppTLS, Local: "starttls"}) {
		return t.absent(featureList(offered))
	}
	if err := t.Send("<starttls xmlns='" + xmppTLS + "'/>"); err != nil {
		return err
	}
	return x.proceed()
}

// xmppTalk reads the server's side of the stream.
type xmppTalk struct {
	*talk
	decoder *xml.Decoder
	opening string
}

// stream reads the stream's opening tag. Streams before version 1.0 have no
// features, hence no TLS (RFC 6120 section 4.7.5).
func (x *xmppTalk) stream() (hasFeatures bool, err error) {
	start, err := x.element()
	if err != nil {
		return false, err
	}
	if start.Name != (xml.Name{Space: xmppStream, Local: "stream"}) {
		return false, x.wrongProtocol(x.opening)
	}
	for _, attribute := range start.Attr {
		if attribute.Name == (xml.Name{Local: "version"}) {
			major, _, _ := strings.Cut(attribute.Value, ".")
			return major != "" && major != "0", nil
		}
	}
	return false, nil
}

// features reads the names of the stream's features up to their end. What is
// inside them, such as that one is required, makes no difference here.
func (x *xmppTalk) features() (offered []xml.Name, err error) {
	start, err := x.element()
	if err != nil {
		return nil, err
	}
	if start.Name != (xml.Name{Space: xmppStream, Local: "features"}) {
		return nil, x.unexpected(start)
	}
	for {
		token, err := x.token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			offered = append(offered, token.Name)
			if err := x.skip(); err != nil {
				return nil, err
			}
		case xml.EndElement:
			return offered, nil
		}
	}
}

// featureList names what a server offers instead.
func featureList(offered []xml.Name) string {
	names := []string{"features:"}
	for _, name := range offered {
		names = append(names, name.Local)
	}
	return strings.Join(names, " ")
}

// proceed reads the answer to <starttls/>.
func (x *xmppTalk) proceed() error {
	start, err := x.element()
	if err != nil {
		return err
	}
	switch start.Name {
	case xml.Name{Space: xmppTLS, Local: "proceed"}:
		return x.skip()
	case xml.Name{Space: xmppTLS, Local: "failure"}:
		return x.refused("offers StartTLS but refused it", "<failure/>")
	default:
		return x.unexpected(start)
	}
}

// unexpected explains an element that has no place here: a stream error is the
// server's refusal, with its condition as the first element inside.
func (x *xmppTalk) unexpected(start xml.StartElement) error {
	if start.Name != (xml.Name{Space: xmppStream, Local: "error"}) {
		return x.wrongProtocol("<" + start.Name.Local + ">")
	}
	condition, err := x.element()
	if err != nil {
		return err
	}
	return x.refused("refused the stream for this name", condition.Name.Local)
}

// element reads up to the next opening tag. The stream's own end comes as a
// refusal.
func (x *xmppTalk) element() (xml.StartElement, error) {
	for {
		token, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.EndElement:
			return xml.StartElement{}, x.refused("ended the stream", "")
		case xml.CharData:
			if strings.TrimSpace(string(token)) != "" {
				return xml.StartElement{}, x.wrongProtocol(string(token))
			}
		}
	}
}

func (x *xmppTalk) token() (xml.Token, error) {
	token, err := x.decoder.Token()
	return token, x.readable(err)
}

func (x *xmppTalk) skip() error { return x.readable(x.decoder.Skip()) }

// readable turns the decoder's errors into ours: it hides an early end in a
// syntax error.
func (x *xmppTalk) readable(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		if strings.HasPrefix(syntax.Msg, "unexpected EOF") {
			return io.EOF
		}
		return x.wrongProtocol(x.opening)
	default:
		return err
	}
}
