package contract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestNewBookFaults(t *testing.T) {
	t.Parallel()
	rests := func(key, upstream string) contract.Contract {
		return contract.Contract{Key: key, Upstream: upstream, Where: map[string]string{"contract": "r.csv line " + key, "upstream": "r.csv cell " + key}}
	}
	for _, test := range []struct {
		name      string
		contracts []contract.Contract
		says      []string // one for each fault
	}{
		{"a key twice", []contract.Contract{rests("a", ""), rests("b", ""), rests("a", "")}, []string{`"a" occurs twice: at r.csv line a and at r.csv line a`}},
		{"a key three times, nowhere", []contract.Contract{{Key: "a"}, {Key: "a"}, {Key: "a"}}, []string{"contract number 1 and at contract number 2", "contract number 1 and at contract number 3"}},
		{"an unknown upstream", []contract.Contract{rests("usage-right", ""), rests("a", "usage-rigth")}, []string{`r.csv cell a|"usage-rigth"|Nearest: usage-right`}},
		{"a circle of one", []contract.Contract{rests("a", "a")}, []string{`"a" → "a"`}},
		{"a circle of three, reached from outside", []contract.Contract{rests("z", "a"), rests("a", "b"), rests("b", "c"), rests("c", "a")}, []string{`"a" → "b" → "c" → "a"`}},
		{"two circles", []contract.Contract{rests("a", "b"), rests("b", "a"), rests("c", "d"), rests("d", "c")}, []string{`"a" → "b" → "a"`, `"c" → "d" → "c"`}},
	} {
		made, faults := contract.NewBook(test.contracts)
		if made != nil || len(faults) != len(test.says) {
			t.Errorf("%s: a book %t, faults %v", test.name, made != nil, faults)
			continue
		}
		for i, fault := range faults {
			says(t, test.name, fault.Where+" "+fault.Message, test.says[i])
		}
	}
}

func TestUnknownKey(t *testing.T) {
	t.Parallel()
	register := book(t, fukui()...)
	view, err := register.At(at(t, "2026-11-22"), deadline.Arithmetic{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = view.Judge("cloud-laese", defaults())
	unknown, ok := errors.AsType[*contract.UnknownKeyError](err)
	if !ok || unknown.Nearest[0] != "cloud-lease" || unknown.Total != 2 {
		t.Errorf("got %v", err)
	}
	if _, err := register.Contract("nothing"); err == nil {
		t.Error("a contract that is not there is found")
	}
	if found, err := register.Contract("usage-right"); err != nil || found.Supplier != "operator" {
		t.Errorf("found %v, %v", found, err)
	}
	if keys := strings.Join(register.Keys(), " "); keys != "cloud-lease usage-right" {
		t.Errorf("keys %s", keys)
	}
}

// chain is n contracts, each resting on the next; the last of them ends first.
func chain(n int) []contract.Contract {
	contracts := make([]contract.Contract, n)
	for i := range contracts {
		contracts[i] = contract.Contract{Key: fmt.Sprintf("link-%05d", i), EndsOn: deadline.Date{Year: 2030, Month: 12, Day: 31}}
		if i+1 < n {
			contracts[i].Upstream = fmt.Sprintf("link-%05d", i+1)
		}
	}
	contracts[n-1].EndsOn = deadline.Date{Year: 2027, Month: 3, Day: 31}
	return contracts
}

func TestLongChain(t *testing.T) {
	t.Parallel()
	const length, many = 32, 10_000
	register, faults := contract.NewBook(chain(length))
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	got := judged(t, register, "link-00000", "2026-11-22", deadline.Arithmetic{}, defaults())
	if got.WeakestLink != "link-00031" || len(got.Own.Chain()) != length || shown(got.End.At) != "2027-04-01" || rules(got.Findings) != "upstream-not-renewed" {
		t.Errorf("weakest %s of %d, ends %s, %d findings", got.WeakestLink, len(got.Own.Chain()), shown(got.End.At), len(got.Findings))
	}
	// security.md 5: a deeper one is no supply, and is told once.
	_, faults = contract.NewBook(chain(many))
	if len(faults) != 1 || faults[0].Key != "link-09967" {
		t.Fatalf("%d faults, want 1: %v", len(faults), faults)
	}
	says(t, "a deep chain", faults[0].Message, `from "link-09967" to the last supplier has more than 32|"link-09968" is the one next above`)
	round := chain(many)
	round[many-1].Upstream = "link-00000"
	_, faults = contract.NewBook(round)
	if len(faults) != 1 {
		t.Fatalf("%d faults, want 1", len(faults))
	}
	says(t, "circle", faults[0].Message, `"link-00000" → "link-00001"|(9980 more) → "link-00000"`)
}

// BenchmarkBook judges whole registers, so that the time per contract can be
// compared: chains of four, tacit renewal and business days among them.
func BenchmarkBook(b *testing.B) {
	in := tokyo(b)
	for _, size := range []int{100, 10_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			rows := make([]row, size)
			for i := range rows {
				rows[i] = hosting().with(row{"contract": fmt.Sprintf("c%05d", i), "notice_period": "20営業日前", "name": "基幹システム", "owner": "総務部"})
				if i%4 != 0 {
					rows[i]["upstream"] = fmt.Sprintf("c%05d", i-1)
				}
			}
			now := at(b, "2026-11-22")
			for b.Loop() {
				register := book(b, rows...)
				view, err := register.At(now, in)
				if err != nil {
					b.Fatal(err)
				}
				for _, key := range register.Keys() {
					if _, err := view.Judge(key, defaults()); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/contract")
		})
	}
}
