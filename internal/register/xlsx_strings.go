package register

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"
)

// sharedStrings reads the texts that the cells of all sheets point to.
func (b *workbook) sharedStrings(ctx context.Context) ([]string, *Error) {
	if b.stringsPart == "" {
		return nil, nil
	}
	part, wrong := b.open(b.stringsPart)
	if wrong != nil {
		return nil, wrong
	}
	defer part.close()
	var texts []string
	var rich richText
	size := 0
	for {
		token, wrong := part.next()
		if wrong != nil || token == nil {
			return texts, wrong
		}
		rich.take(token)
		end, ok := token.(xml.EndElement)
		if !ok || end.Name.Local != "si" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, stopped(b.name, err)
		}
		texts = append(texts, rich.text())
		size += len(texts[len(texts)-1])
		if len(texts) > maxSharedStrings || size > maxSharedBytes {
			return nil, faultf("The workbook %s has more than %d different texts, or more than %d MiB of them. Save the register in a workbook of its own.", b.name, maxSharedStrings, maxSharedBytes>>20)
		}
	}
}

// richText gathers the runs of a text and leaves out how it is pronounced
// (rPh), which Japanese programs store beside it, and what is struck through,
// which whoever wrote it no longer says.
type richText struct {
	written  []byte
	inText   bool
	phonetic bool
	struck   bool
}

func (r *richText) take(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		switch token.Name.Local {
		case "r":
			r.struck = false
		case "strike":
			off := attribute(token, "val")
			r.struck = off != "0" && off != "false"
		case "t":
			r.inText = true
		case "rPh":
			r.phonetic = true
		}
	case xml.EndElement:
		switch token.Name.Local {
		case "r":
			r.struck = false
		case "t":
			r.inText = false
		case "rPh":
			r.phonetic = false
		}
	case xml.CharData:
		if r.inText && !r.phonetic && !r.struck {
			r.written = append(r.written, token...)
		}
	}
}

// text gives what was gathered and begins anew.
func (r *richText) text() string {
	text := unescape(string(r.written))
	r.written = r.written[:0]
	return text
}

// unescape undoes _x000D_, as which characters are written that XML cannot hold
// (ECMA-376, ST_Xstring).
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "_x")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if len(after) >= 5 && after[4] == '_' {
			if code, err := strconv.ParseUint(after[:4], 16, 16); err == nil {
				out.WriteRune(rune(code))
				text = after[5:]
				continue
			}
		}
		out.WriteString("_x")
		text = after
	}
}
