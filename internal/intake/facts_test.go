package intake_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// FuzzFacts keeps whatever can be read, and reads it again: that it is the same.
func FuzzFacts(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a/b"}`, `{"id":"contract/x","term":"36mo","status":"due","fate":{"site":" "},"findings":[{"rule":"due","severity":"OFF"}]}`,
		`{"id":"a/b","tracks":["なし",""],"tracked":"true","deletes_data":true,"environment":{"a":1},"note":5}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		tree, err := intake.ParseJSON(document)
		object, ok := tree.(intake.Object)
		if err != nil || !ok {
			return
		}
		in, faults := intake.Read(object)
		if len(faults) > 0 {
			return
		}
		again := kept(t, in)
		if !reflect.DeepEqual(in.Facts(), again.Facts()) {
			t.Errorf("of\n%+v\nis kept\n%+v", in.Facts(), again.Facts())
		}
	})
}

// kept is an input as who keeps its facts gives it back, with what it keeps apart.
func kept(t *testing.T, in intake.Input) intake.Input {
	t.Helper()
	document, err := json.Marshal(in.Facts())
	if err != nil {
		t.Fatal(err)
	}
	tree, err := intake.ParseJSON(document)
	object, ok := tree.(intake.Object)
	if err != nil || !ok {
		t.Fatalf("%v: %s", err, document)
	}
	for name, said := range map[string]string{
		"id": in.ID, "kind": in.Kind, "name": in.Name, "owner": in.Owner, "maintainer": in.Maintainer, "system": in.System, "environment": in.Environment, "criticality": in.Criticality,
		"end": in.End, "expires_at": in.ExpiresAt, "act_by": in.ActBy, "remind_at": in.RemindAt, "status": in.Status, "reason": in.Reason,
	} {
		object[name] = said
	}
	again, faults := intake.Read(object)
	if len(faults) > 0 {
		t.Fatalf("%v: %s", faults, document)
	}
	return again
}

// Whatever holds on any day is kept: what is lost on the way is missing from every
// verdict afterwards.
func TestFacts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		object string
		lost   []string // of an Input, what is judged anew or was judged already
	}{
		"nothing": {`{"id":"a/b"}`, nil},
		"a certificate": {`{"id":"certificate/www","kind":"certificate","name":"www","owner":"o","maintainer":"m","system":"s","environment":"e","criticality":"high","note":"Ask first.",
			"expires_at":"2027-01-01T00:00:00Z","not_before":"2026-10-01T00:00:00Z","status":"ok","passes":true,"tracked":false,
			"findings":[{"rule":"weak-key","severity":"error","message":"Short."},{"rule":"of-another","severity":"warn","message":"x"}]}`, []string{"Passes"}},
		"a backup":        {`{"id":"backup/db","backs_up":["asset/db"],"covered_by":["contract/x"],"tracks":["a/*"],"fate":{"site":"tokyo","key":"k"},"newest_at":"2026-11-20","changed_at":"2026-11-01","change_reviewed_by":"x","supplier":"y","tracked":true}`, nil},
		"software":        {`{"id":"software/php","end":"open","known_until":"2026-12-01"}`, nil},
		"a contract":      {`{"id":"contract/x","starts_on":"2024-04-01","term":"36mo","renewal":"tacit","renewal_term":"12mo","intent":"renew","notice_period":"3mo","upstream":"contract/y","deletes_data":false,"lead_time":"10d","reminder":"5d","renewed_until":"2027-01-01","renewal_proof":"p","renewal_proved_on":"2026-01-01","renewal_proved_by":"z","grace_period":"1mo","closed_because":"c"}`, nil},
		"a contract read": {`{"id":"contract/x","starts_on":"2024-04-01","renewal":"tacit","intent":"renew","expires_at":"2027-01-01T00:00:00Z","status":"ok","upstream":"contract/y"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree, err := intake.ParseJSON([]byte(test.object))
			object, ok := tree.(intake.Object)
			if err != nil || !ok {
				t.Fatal(err)
			}
			in, faults := intake.Read(object)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			again := kept(t, in)
			for _, field := range test.lost {
				if lost := reflect.ValueOf(&again).Elem().FieldByName(field); !lost.IsZero() {
					t.Errorf("%s is kept: %v", field, lost)
				}
				reflect.ValueOf(&in).Elem().FieldByName(field).SetZero()
			}
			if !reflect.DeepEqual(in, again) {
				t.Errorf("of\n%+v\nis kept\n%+v", in, again)
			}
		})
	}
}
