package protocol

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// CallFunction hands the arguments of a function that holds deadlines on by the
// context. With anything unknown in an argument, at whatever depth, the result is
// unknown, as no function of ours allows it: Terraform never asks then, an engine
// of policies does. Null stands in where OpenTofu sends nothing at all for it,
// which the framework takes for a fault of its own (seen with 1.12.6).
func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	with := *req
	with.Arguments = make([]*tfprotov6.DynamicValue, len(req.Arguments))
	names := s.lists.Functions[req.Name]
	handed := taken{}
	for i, argument := range req.Arguments {
		if argument == nil || len(argument.MsgPack)+len(argument.JSON) == 0 {
			argument = &tfprotov6.DynamicValue{MsgPack: null}
		}
		unknown, err := holdsUnknown(argument.MsgPack)
		switch {
		case err != nil:
			at := int64(i)
			return &tfprotov6.CallFunctionResponse{Error: &tfprotov6.FunctionError{Text: "What came is no value of the plugin protocol", FunctionArgument: &at}}, nil //nolint:nilerr // an answer of the protocol: the error itself speaks of bytes
		case unknown:
			return &tfprotov6.CallFunctionResponse{Result: &tfprotov6.DynamicValue{MsgPack: unknownValue}}, nil
		}
		if i < len(names) && names[i] != "" && len(argument.MsgPack) > 0 {
			if handed.raw == nil {
				handed.raw = map[string][]byte{}
			}
			handed.raw[names[i]] = argument.MsgPack
			argument = &tfprotov6.DynamicValue{MsgPack: null}
		}
		with.Arguments[i] = argument
	}
	ctx, left := leaving(handOn(ctx, handed))
	resp, err := s.ProviderServer.CallFunction(ctx, &with)
	if err == nil && resp != nil && resp.Error == nil {
		resp.Result = left.instead(resp.Result)
	}
	return resp, err
}

// unknownValue is a value of which nothing is known, as cty writes it.
var unknownValue = []byte{msgpcode.FixExt1, 0, 0}

// holdsUnknown says that a value is unknown in whole or in part: in MessagePack as
// cty writes it, extensions are what is unknown. It is also an error where the
// bytes are no such value.
func holdsUnknown(written []byte) (bool, error) {
	if len(written) == 0 {
		return false, nil // JSON, which has no unknown values
	}
	source := bytes.NewReader(written)
	unknown, err := seeksUnknown(msgpack.NewDecoder(source), 0)
	if err == nil && !unknown && source.Len() > 0 {
		return false, fmt.Errorf("%d bytes follow the value", source.Len())
	}
	return unknown, err
}

func seeksUnknown(d *msgpack.Decoder, depth int) (bool, error) {
	if depth > maxDepth {
		return false, fmt.Errorf("it nests deeper than %d levels", maxDepth)
	}
	code, err := d.PeekCode()
	if err != nil {
		return false, fmt.Errorf("it breaks off: %w", err)
	}
	parts := 0
	switch {
	case msgpcode.IsExt(code):
		return true, nil
	case msgpcode.IsFixedArray(code), code == msgpcode.Array16, code == msgpcode.Array32:
		parts, err = d.DecodeArrayLen()
	case msgpcode.IsFixedMap(code), code == msgpcode.Map16, code == msgpcode.Map32:
		parts, err = d.DecodeMapLen()
		parts *= 2
	default:
		err = d.Skip()
	}
	for ; parts > 0 && err == nil; parts-- {
		var unknown bool
		if unknown, err = seeksUnknown(d, depth+1); unknown {
			return true, nil
		}
	}
	if err != nil {
		return false, fmt.Errorf("reading a value: %w", err)
	}
	return false, nil
}
