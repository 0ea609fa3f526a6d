package provider_test

import (
	"strings"
	"testing"
)

// The guide's two outages: each plan on the last day on which it passes and the
// first on which it fails.
func TestBackupGuide(t *testing.T) {
	t.Parallel()
	const guide = "is-there-a-backup.md.tmpl"
	blocks, listings, texts := guideBlocks(t, guide, "terraform"), guideBlocks(t, guide, "json"), guideBlocks(t, guide, "text")
	if len(blocks) != 5 || len(listings) != 3 || len(texts) != 4 {
		t.Fatalf("%d configurations, %d listings, %d texts", len(blocks), len(listings), len(texts))
	}
	const flow = "<flow id=\"order\"><step>check</step></flow>\n"
	elsewhere := strings.Replace(blocks[3], `= { provider = "OVH", account = "shop", site = "SBG2" }
  restore`, `= { provider = "Other", account = "copies", site = "GRA1" }
  restore`, 1)
	if elsewhere == blocks[3] {
		t.Fatal("the guide's backup is not where this test looks for it")
	}
	fukui := map[string]string{"cloud.json": listings[0], "old-server.json": listings[1]}
	shop := map[string]string{"pgbackrest.json": listings[2]}
	flows := map[string]string{"flows/order.xml": flow, "SHA256SUMS": guideBlocks(t, guide, "sums")[0]}
	swapped := map[string]string{"flows/order.xml": flow + "<flow/>", "SHA256SUMS": flows["SHA256SUMS"]}
	for name, test := range map[string]struct {
		config string
		files  map[string]string
		asOf   string
		exit   int
		says   string // the lines of a text of the guide
		never  string
	}{
		"Fukui as it was":                      {blocks[0] + blocks[1], fukui, "2020-10-13", 1, texts[0], ""},
		"Fukui, had the old server been known": {blocks[0] + blocks[2], fukui, "2020-10-13", 0, "so the next backup is due", "(backup-shares-fate)"},
		"Fukui, the day on which that fails":   {blocks[0] + blocks[2], fukui, "2020-10-14", 1, texts[1], ""},
		"Strasbourg as it was":                 {blocks[3], shop, "2021-03-09T12:00:00Z", 1, texts[2], ""},
		"Strasbourg with a copy elsewhere":     {elsewhere, shop, "2021-03-09T12:00:00Z", 0, "", "(backup-shares-fate)"},
		"definitions":                          {blocks[4], flows, "2021-03-09", 0, texts[3], ""},
		"definitions that were swapped":        {blocks[4], swapped, "2021-03-09", 1, "flows/order.xml differs from what was approved\n(definition-altered)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, test.files)
			w.write("main.tf", test.config)
			w.asOf = test.asOf
			code, output := w.run("plan")
			if code != test.exit {
				t.Errorf("exit code %d\n%s", code, output)
			}
			for line := range strings.Lines(test.says) {
				if !says(strings.TrimSpace(line)).MatchString(output) {
					t.Errorf("the plan does not say %q:\n%s", line, output)
				}
			}
			if test.never != "" && strings.Contains(output, test.never) {
				t.Errorf("the plan says %q:\n%s", test.never, output)
			}
		})
	}
}
