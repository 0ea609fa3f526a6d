package protocol

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// taken is a value of the protocol in two parts.
type taken struct {
	rest *tfprotov6.DynamicValue // with null for what was taken out
	raw  map[string][]byte       // what was taken out, as it was written
}

var null = []byte{msgpcode.Nil}

// takeOut takes attributes out of an object of the protocol, whose bytes describe
// themselves, so that nothing else of it is decoded.
func takeOut(value *tfprotov6.DynamicValue, names []string) (taken, error) {
	whole := taken{rest: value}
	if len(names) == 0 || value == nil || len(value.MsgPack) == 0 || isNil(value.MsgPack) {
		return whole, nil
	}
	out := taken{raw: map[string][]byte{}}
	err := eachAttribute(value.MsgPack, func(name string, written []byte) []byte {
		if !slices.Contains(names, name) {
			return written
		}
		out.raw[name] = written
		return null
	}, &out.rest)
	return out, err
}

// putBack writes what was taken out into the state of a data source.
func (t taken) putBack(state *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, error) {
	if len(t.raw) == 0 || state == nil || len(state.MsgPack) == 0 || isNil(state.MsgPack) {
		return state, nil
	}
	var whole *tfprotov6.DynamicValue
	err := eachAttribute(state.MsgPack, func(name string, written []byte) []byte {
		if given, was := t.raw[name]; was {
			return given
		}
		return written
	}, &whole)
	return whole, err
}

// eachAttribute copies an object, each attribute as change has it.
func eachAttribute(object []byte, change func(name string, written []byte) []byte, copied **tfprotov6.DynamicValue) error {
	source := bytes.NewReader(object)
	decoder := msgpack.NewDecoder(source)
	n, err := decoder.DecodeMapLen()
	if err != nil || n < 0 {
		return fmt.Errorf("reading an object of the protocol: %w", errors.Join(err, errNoObject))
	}
	var target bytes.Buffer
	target.Grow(len(object))
	encoder := msgpack.NewEncoder(&target)
	if err := encoder.EncodeMapLen(n); err != nil {
		return fmt.Errorf("writing an object of the protocol: %w", err)
	}
	for range n {
		name, err := decoder.DecodeString()
		if err != nil {
			return fmt.Errorf("reading an object of the protocol: %w", err)
		}
		from := len(object) - source.Len()
		if err := decoder.Skip(); err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if err := encoder.EncodeString(name); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		target.Write(change(name, object[from:len(object)-source.Len()]))
	}
	*copied = &tfprotov6.DynamicValue{MsgPack: target.Bytes()}
	return nil
}

var errNoObject = errors.New("it is no object")

func isNil(written []byte) bool { return len(written) == 1 && written[0] == msgpcode.Nil }

type key struct{}

// handOn lets what was taken out travel with the request.
func handOn(ctx context.Context, t taken) context.Context {
	if t.raw == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, t.raw)
}

// Handed is what stands under an attribute that was taken out of the request, as a
// tree that the room intake reads: nil for null, intake.Unknown where it is known
// only after apply.
func Handed(ctx context.Context, name string) (any, error) { return handed(ctx, name, true) }

func handed(ctx context.Context, name string, deadlines bool) (any, error) {
	raw, _ := ctx.Value(key{}).(map[string][]byte)
	written, given := raw[name]
	if !given {
		return nil, nil
	}
	tree, err := decode(written, deadlines)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return tree, nil
}

// Hands says that anything was handed over.
func Hands(ctx context.Context) bool {
	raw, _ := ctx.Value(key{}).(map[string][]byte)
	for _, written := range raw {
		if !isNil(written) {
			return true
		}
	}
	return false
}

// Dynamic is Handed for an attribute of a dynamic type, whose value comes after
// the description of its type.
func Dynamic(ctx context.Context, name string) (any, error) { return dynamic(ctx, name, true) }

// Whole is Dynamic for what is no list of deadlines: everything in it is read.
func Whole(ctx context.Context, name string) (any, error) { return dynamic(ctx, name, false) }

func dynamic(ctx context.Context, name string, deadlines bool) (any, error) {
	tree, err := handed(ctx, name, deadlines)
	if pair, ok := tree.([]any); ok && err == nil {
		if len(pair) != 2 {
			return nil, fmt.Errorf("reading %s: a type and a value are expected, and %d things came", name, len(pair))
		}
		return pair[1], nil
	}
	return tree, err
}

// Absent says that null was handed over for an attribute of a dynamic type, or
// nothing at all.
func Absent(ctx context.Context, name string) bool {
	raw, _ := ctx.Value(key{}).(map[string][]byte)
	written := raw[name]
	if len(written) == 0 || isNil(written) {
		return true
	}
	decoder := msgpack.NewDecoder(bytes.NewReader(written))
	if n, err := decoder.DecodeArrayLen(); err != nil || n != 2 || decoder.Skip() != nil {
		return false
	}
	code, err := decoder.PeekCode()
	return err == nil && code == msgpcode.Nil
}
