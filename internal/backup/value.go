package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object. Its keys are exact: encoding/json would take "Time"
// for "time", and of two equal keys the last.
type object map[string]any

var errTwice = errors.New("a key stands twice")

// parseValue reads one JSON value that is followed by nothing else. Values are
// object, []any, string, json.Number, bool and nil.
func parseValue(content []byte) (value any, rest []byte, wrong *Error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	value, err := readValue(decoder, 0)
	if err != nil {
		return nil, nil, jsonFault(content, decoder, err)
	}
	return value, bytes.TrimSpace(content[decoder.InputOffset():]), nil
}

func readValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		return token, nil
	}
	if depth >= maxDepth {
		return nil, errors.New("nested too deep")
	}
	if delim == '[' {
		list := []any{}
		for decoder.More() {
			value, err := readValue(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = decoder.Token()
		return list, err
	}
	result := object{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, twice := result[name]; twice {
			return nil, errTwice
		}
		if result[name], err = readValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	_, err = decoder.Token()
	return result, err
}

// jsonFault says in words of a person what is wrong with a JSON text.
func jsonFault(content []byte, decoder *json.Decoder, err error) *Error {
	offset := min(int(decoder.InputOffset()), len(content))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = min(max(offset, int(syntax.Offset)), len(content))
	}
	line := 1 + bytes.Count(content[:offset], []byte("\n"))
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return malformedf("The listing breaks off at its end, on line %d. Was the command that made it stopped? Write it to a file of another name first, and rename that once the command has succeeded.", 1+bytes.Count(content, []byte("\n")))
	case errors.Is(err, errTwice):
		return malformedf("An object of the listing has the same key twice, near line %d, so it cannot be told which of them counts.", line)
	}
	return malformedf("The listing is no JSON: it goes wrong on line %d.", line)
}

// at follows keys to a value, nil where there is none.
func (o object) at(keys ...string) any {
	var value any = o
	for _, key := range keys {
		inner, ok := value.(object)
		if !ok {
			return nil
		}
		value = inner[key]
	}
	return value
}

func (o object) child(keys ...string) object {
	inner, _ := o.at(keys...).(object)
	return inner
}

func (o object) list(keys ...string) []any {
	inner, _ := o.at(keys...).([]any)
	return inner
}

func (o object) text(keys ...string) string {
	inner, _ := o.at(keys...).(string)
	return inner
}

// has says that a key is there, whatever stands behind it.
func (o object) has(key string) bool {
	_, there := o[key]
	return there
}

// texts are the strings of a list.
func (o object) texts(keys ...string) []string {
	var texts []string
	for _, one := range o.list(keys...) {
		if text, ok := one.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// number is a whole number, also where it is written as a text.
func (o object) number(keys ...string) (int64, bool) { return wholeNumber(o.at(keys...)) }

func wholeNumber(value any) (int64, bool) {
	text := ""
	switch value := value.(type) {
	case json.Number:
		text = value.String()
	case string:
		text = strings.TrimSpace(value)
	default:
		return 0, false
	}
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number, true
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil && number > -1e18 && number < 1e18 {
		return int64(number), true
	}
	return 0, false
}

// objects are the elements of a list, which all have to be objects.
func objects(list []any) ([]object, bool) {
	all := make([]object, len(list))
	for i, one := range list {
		inner, ok := one.(object)
		if !ok {
			return nil, false
		}
		all[i] = inner
	}
	return all, true
}

// everyHas says that all objects have all keys.
func everyHas(all []object, keys ...string) bool {
	for _, one := range all {
		for _, key := range keys {
			if !one.has(key) {
				return false
			}
		}
	}
	return len(all) > 0
}

// anyHas says that one of the objects has all keys.
func anyHas(all []object, keys ...string) bool {
	for _, one := range all {
		if everyHas([]object{one}, keys...) {
			return true
		}
	}
	return false
}
