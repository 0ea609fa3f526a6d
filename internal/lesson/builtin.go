package lesson

import (
	"embed"
	"slices"
	"sync"
)

//go:embed builtin/*.yaml
var files embed.FS

// BuiltIn is the collection that comes with the provider. It is parsed when it
// is first asked for; every call returns the same one.
func BuiltIn() *Collection { return builtIn() }

var builtIn = sync.OnceValue(func() *Collection {
	var lessons []Lesson
	for _, name := range []string{"builtin/collection.yaml", "builtin/outages.yaml"} {
		content, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		own, err := parse(name, content, Options{Before: newCollection(lessons, nil)})
		if err != nil {
			panic(err) // a test reads it
		}
		lessons = slices.Concat(lessons, own.Lessons)
	}
	for i := range lessons {
		lessons[i].BuiltIn = true
	}
	return newCollection(lessons, nil)
})
