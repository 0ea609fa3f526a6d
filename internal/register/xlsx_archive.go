package register

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is the ZIP file that a workbook is.
type archive struct {
	name  string // of the workbook, for messages
	parts map[string]*zip.File
	// unpacked counts the bytes of all parts.
	unpacked *int64
}

func openArchive(name string, content []byte) (archive, *Error) {
	// Counted before the reader makes a structure of each.
	if n := bytes.Count(content, []byte("PK\x01\x02")); n > maxParts {
		return archive{}, faultf("The archive %s has %d parts, which is no workbook; at most %d are read.", name, n, maxParts)
	}
	reader, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return archive{}, faultf("The workbook %s is damaged: its table of contents cannot be read. It may have been cut off while it was copied.", name)
	}
	opened := archive{name: name, parts: map[string]*zip.File{}, unpacked: new(int64)}
	for _, file := range reader.File {
		key := partKey(file.Name)
		if opened.parts[key] != nil {
			return archive{}, faultf("The workbook %s is damaged: it has the part %s twice.", name, shown(file.Name))
		}
		opened.parts[key] = file
	}
	return opened, nil
}

// partKey is the name of a part as it is compared: case does not count
// (ECMA-376, part 2), and some programs write backslashes.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a archive) has(name string) bool { return a.parts[partKey(name)] != nil }

// relation leads from one part to another.
type relation struct{ kind, target string }

// relations are those of a part by their id; "" is the workbook itself.
func (a archive) relations(of string) (map[string]relation, *Error) {
	folder, base := path.Split(of)
	name := folder + "_rels/" + base + ".rels"
	if !a.has(name) {
		return nil, nil
	}
	part, wrong := a.open(name)
	if wrong != nil {
		return nil, wrong
	}
	defer part.close()
	found := map[string]relation{}
	for {
		token, wrong := part.next()
		if wrong != nil || token == nil {
			return found, wrong
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Relationship" || attribute(start, "TargetMode") == "External" {
			continue
		}
		target := attribute(start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, strings.ReplaceAll(target, `\`, "/"))
		}
		found[attribute(start, "Id")] = relation{kind: attribute(start, "Type"), target: target}
	}
}

// open begins to read a part.
func (a archive) open(name string) (*xmlPart, *Error) {
	file := a.parts[partKey(name)]
	if file == nil {
		return nil, faultf("The workbook %s is damaged: it has no part %s.", a.name, shown(name))
	}
	if file.Flags&1 != 0 {
		return nil, faultf("The workbook %s is encrypted with a password, so it cannot be read. Save a copy without a password.", a.name)
	}
	body, err := file.Open()
	if err != nil {
		return nil, faultf("The workbook %s is damaged: its part %s cannot be unpacked.", a.name, shown(name))
	}
	part := &xmlPart{book: a.name, name: name, body: body, packed: int64(file.CompressedSize64), together: a.unpacked}
	part.decoder = xml.NewDecoder(part)
	return part, nil
}

// xmlPart reads a part tag by tag and bounds what it unpacks to.
type xmlPart struct {
	book, name string
	body       io.ReadCloser
	decoder    *xml.Decoder
	packed     int64
	unpacked   int64
	together   *int64 // of all parts
	token      int64  // bytes unpacked for the current token
	depth      int
}

var (
	errBomb  = errors.New("unpacks to too much")
	errToken = errors.New("too long a token")
)

// Read gives the decoder the unpacked bytes.
func (p *xmlPart) Read(into []byte) (int, error) {
	n, err := p.body.Read(into)
	p.unpacked += int64(n)
	p.token += int64(n)
	*p.together += int64(n)
	switch {
	case p.unpacked > maxPartBytes, *p.together > maxBookBytes, p.unpacked > freePartBytes && p.unpacked > maxPartRatio*p.packed:
		return 0, errBomb
	case p.token > maxTokenBytes:
		return 0, errToken
	}
	return n, err
}

func (p *xmlPart) close() { p.body.Close() }

// next gives the next tag or text, which is valid until the next call; nil
// after the last.
func (p *xmlPart) next() (xml.Token, *Error) {
	p.token = 0
	token, err := p.decoder.RawToken()
	switch {
	case errors.Is(err, io.EOF) && p.depth == 0:
		return nil, nil
	case errors.Is(err, errBomb):
		return nil, faultf("The workbook %s is not read: its part %s unpacks to more than %d MiB, or to more than %d times its packed size. That is no register; it may be a ZIP bomb.",
			p.book, shown(p.name), maxPartBytes>>20, maxPartRatio)
	case errors.Is(err, errToken):
		return nil, p.damaged(fmt.Sprintf("has a tag or a text of more than %d bytes", maxTokenBytes))
	case err != nil:
		return nil, p.damaged("breaks off or is no XML")
	}
	switch token.(type) {
	case xml.StartElement:
		p.depth++
	case xml.EndElement:
		p.depth--
	case xml.Directive:
		return nil, p.damaged("declares a document type, which workbooks may not")
	}
	if p.depth < 0 || p.depth > maxDepth {
		return nil, p.damaged("has tags that are not closed, or not opened")
	}
	return token, nil
}

func (p *xmlPart) damaged(how string) *Error {
	return faultf("The workbook %s is damaged: its part %s %s. Open it in a spreadsheet program and save it again.", p.book, shown(p.name), how)
}
