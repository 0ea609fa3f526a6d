package main

import (
	"strings"
	"testing"
)

const oneThing = "### Read-Only\n\n- `software` (Attributes List) Every product.\n\n### Nested Schema for `software`\n\n- `cycle` (String) Release cycle.\n- `act_by` (String) By when.\n"

// house.md 9: nested fields have sentences, and required is called required.
func TestComplete(t *testing.T) {
	t.Parallel()
	const page = "### Optional\n\n- `waivers` (Attributes List) What is excused. (see [below for nested schema](#w))\n\n### Read-Only\n\n" +
		"- `findings` (List of Object) What else. (see [below for nested schema](#f))\n- `rows` (List of Object) Rows: `sheet` (null outside workbooks), `what`. (see [below for nested schema](#r))\n- `sites` (Attributes Map) Sites.\n\n" +
		"### Nested Schema for `waivers`\n\nOptional:\n\n- `asset` (String) Id.\n- `rule` (String) Required. Name of the rule.\n\n" +
		"### Nested Schema for `findings`\n\nRead-Only:\n\n- `message` (String)\n- `rule` (String)\n- `severity` (String)\n\n" +
		"### Nested Schema for `rows`\n\nOptional:\n\n- `sheet` (String)\n- `what` (String)\n\n" +
		"### Nested Schema for `sites.software`\n\nOptional:\n\n- `act_by` (String)\n- `cycle` (String)\n- `end` (String)\n- `expires_at` (String)\n- `id` (String)\n\n" +
		"### Nested Schema for `window`\n\nOptional:\n\n- `start` (String, [Write-only](https://example.com/a)) Required. Time.\n"
	done := Complete(page, oneThing)
	for _, piece := range []string{
		"Required:\n\n- `rule` (String) Name of the rule.\n\nOptional:\n\n- `asset` (String) Id.\n", "- `severity` (String) `warn` or `error`.\n",
		"Read-Only:\n\n- `sheet` (String) Null outside workbooks.\n- `what` (String)\n", "- `cycle` (String) Release cycle.\n", "- `id` (String) Stable identifier that speaks: `KIND/`",
		"Required:\n\n- `start` (String, [Write-only](https://example.com/a)) Time.\n",
	} {
		if !strings.Contains(done, piece) {
			t.Errorf("without %q:\n%s", piece, done)
		}
	}
	if strings.Count(done, "Optional:") != 1 {
		t.Errorf("results are called optional:\n%s", done)
	}
	if bare := Bare(done); strings.Join(bare, " ") != "rows.what" {
		t.Errorf("without a sentence are %q", bare)
	}
	if again := Complete(done, oneThing); again != done {
		t.Errorf("a second time it changes:\n%s", again)
	}
	if plain := "# A guide\n\n- `x` (String)\n"; Complete(plain, "") != plain {
		t.Error("a page without nested schemas changes")
	}
}
