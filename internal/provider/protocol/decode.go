package protocol

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// maxDepth is how deep a value may nest. Terraform's own limit is far beyond what
// a deadline needs.
const maxDepth = 100

// decode reads a value in the form in which Terraform writes it (MessagePack, as
// the plugin protocol has it): unknown values are extensions, with or without what
// is known of them.
func decode(written []byte, deadlines bool) (any, error) {
	d := treeDecoder{msgpack.NewDecoder(bytes.NewReader(written)), deadlines}
	return d.value(0)
}

type treeDecoder struct {
	*msgpack.Decoder
	deadlines bool // what is decoded is a list of them
}

func (d treeDecoder) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it nests deeper than %d levels", maxDepth)
	}
	code, err := d.PeekCode()
	if err != nil {
		return nil, fmt.Errorf("it breaks off: %w", err)
	}
	switch {
	case code == msgpcode.Nil:
		return nil, d.DecodeNil()
	case code == msgpcode.True, code == msgpcode.False:
		return d.DecodeBool()
	case msgpcode.IsString(code), msgpcode.IsBin(code):
		return d.DecodeString()
	case msgpcode.IsFixedMap(code), code == msgpcode.Map16, code == msgpcode.Map32:
		return d.object(depth)
	case msgpcode.IsFixedArray(code), code == msgpcode.Array16, code == msgpcode.Array32:
		return d.list(depth)
	case msgpcode.IsExt(code):
		return intake.Unknown{}, d.Skip()
	case code == msgpcode.Float, code == msgpcode.Double:
		number, err := d.DecodeFloat64()
		return intake.Number(strconv.FormatFloat(number, 'f', -1, 64)), err
	case code == msgpcode.Uint64:
		number, err := d.DecodeUint64()
		return intake.Number(strconv.FormatUint(number, 10)), err
	}
	number, err := d.DecodeInt64()
	return intake.Number(strconv.FormatInt(number, 10)), err
}

func (d treeDecoder) list(depth int) (any, error) {
	n, err := d.DecodeArrayLen()
	if err != nil {
		return nil, fmt.Errorf("reading a list: %w", err)
	}
	elements := make([]any, 0, min(n, 1<<16))
	for range n {
		element, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, element)
	}
	return elements, nil
}

// object reads an object. What stands under a key of a deadline that nothing reads
// is passed over: a certificate with its chain is large.
func (d treeDecoder) object(depth int) (any, error) {
	n, err := d.DecodeMapLen()
	if err != nil {
		return nil, fmt.Errorf("reading an object: %w", err)
	}
	object := make(intake.Object, min(n, 1<<16))
	for range n {
		key, err := d.DecodeString()
		if err != nil {
			return nil, fmt.Errorf("reading a key: %w", err)
		}
		if object[key], err = d.part(key, depth); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// deadlineDepth is where the objects of a list of deadlines stand, within the pair
// of a type and a value.
const deadlineDepth = 2

func (d treeDecoder) part(key string, depth int) (any, error) {
	code, err := d.PeekCode()
	if err == nil && d.deadlines && depth == deadlineDepth && code != msgpcode.Nil && !intake.Reads(key) {
		return intake.Unread{}, d.Skip()
	}
	return d.value(depth + 1)
}
