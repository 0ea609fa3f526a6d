package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// maxDepth is how deep a JSON text may nest; a deadline needs five levels.
const maxDepth = 100

// ParseJSON reads one JSON text as a tree: nil, string, bool, Number, []any and
// Object. It is strict where other readers are lenient: a key that stands twice in
// one object is refused, since one of the two would be lost, and so is whatever
// follows the value. The error is a sentence without the parser's words.
func ParseJSON(document []byte) (any, error) { return readJSON(string(document), nil) }

// EachOfJSON reads as ParseJSON does, but hands the elements of a list over one by
// one and gives the list without them: of 100,000 deadlines the trees alone take as
// much memory as their text. An error may follow elements that were handed over. The
// text is read on while an element is looked at.
func EachOfJSON(document string, each func(element any)) (tree any, err error) {
	parts := make(chan []any, 4)
	go func() {
		defer close(parts)
		part := make([]any, 0, elementsAtATime)
		tree, err = readJSON(document, func(element any) {
			if part = append(part, element); len(part) == elementsAtATime {
				parts <- part
				part = make([]any, 0, elementsAtATime)
			}
		})
		parts <- part
	}()
	for part := range parts {
		for _, element := range part {
			each(element)
		}
	}
	return tree, err
}

// elementsAtATime are handed from reading to what looks at them.
const elementsAtATime = 64

func readJSON(document string, each func(element any)) (any, error) {
	if !utf8.ValidString(document) {
		return nil, errors.New("the text is no JSON: it is not in UTF-8")
	}
	p := parser{decoder: json.NewDecoder(strings.NewReader(document)), each: each}
	p.decoder.UseNumber()
	tree, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the text goes on after its JSON, at byte %d", p.decoder.InputOffset())
	}
	return tree, nil
}

type parser struct {
	decoder *json.Decoder
	each    func(element any) // takes the elements of a list that is the text itself, nil for none
}

func (p *parser) value(depth int) (any, error) {
	token, err := p.token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("the JSON nests deeper than %d levels at byte %d", maxDepth, p.decoder.InputOffset())
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return p.list(depth)
		}
		return p.object(depth)
	case json.Number:
		return Number(token), nil
	}
	return token, nil // nil, a string or a bool
}

func (p *parser) list(depth int) (any, error) {
	elements := []any{}
	for p.decoder.More() {
		element, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if depth == 0 && p.each != nil {
			p.each(element)
			continue
		}
		elements = append(elements, element)
	}
	_, err := p.token()
	return elements, err
}

func (p *parser) object(depth int) (any, error) {
	object := Object{}
	for p.decoder.More() {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("in the JSON, %s stands twice in one object, the second time at byte %d; one of the two would be lost", deadline.Quote(key), p.decoder.InputOffset())
		}
		if object[key], err = p.value(depth + 1); err != nil {
			return nil, err
		}
	}
	_, err := p.token()
	return object, err
}

func (p *parser) token() (json.Token, error) {
	token, err := p.decoder.Token()
	if err == nil {
		return token, nil
	}
	at := p.decoder.InputOffset()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = syntax.Offset
	}
	return nil, fmt.Errorf("the text is no JSON: it breaks off or goes wrong at byte %d", at)
}
