package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// TestStateURLs reads what a server gives, and keeps the place of what it does not.
func TestStateURLs(t *testing.T) {
	sample := stateSample(t, "many.json")
	t.Setenv("TF_HTTP_USERNAME", "reader")
	t.Setenv("TF_HTTP_PASSWORD", planted)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case user != "reader" || password != planted || strings.HasSuffix(r.URL.Path, "/refused"):
			http.Error(w, planted, http.StatusUnauthorized)
		case strings.HasSuffix(r.URL.Path, "/login"):
			_, _ = fmt.Fprint(w, "<!DOCTYPE html><html><title>Sign in</title>"+planted+"</html>")
		case strings.HasSuffix(r.URL.Path, "/gone"):
			http.NotFound(w, r)
		default:
			w.Header().Set("Last-Modified", "Sat, 14 Nov 2026 12:00:00 GMT")
			_, _ = fmt.Fprint(w, sample)
		}
	}))
	t.Cleanup(server.Close)
	got := states(t, values{"urls": strs(server.URL+"/state/prod", server.URL+"/state/refused", server.URL+"/state/login", server.URL+"/state/gone", "http://127.0.0.1:1/state/nobody")})
	tellsNoSecret(t, got)
	says := map[string]string{"state/refused": "status 401", "state/login": "HTML", "state/gone": "no such state", "state/nobody": "127.0.0.1:1"}
	good := 0
	for _, one := range got.list(t, "deadlines") {
		if piece, bad := says[one["id"].(string)]; bad {
			if one["status"] != "unknown" || !strings.Contains(one["reason"].(string), piece) {
				t.Errorf("%q is not said: %s", piece, one["reason"])
			}
			delete(says, one["id"].(string))
		} else if one["state"] == "prod" {
			good++
		}
	}
	if len(says) > 0 || good < 20 {
		t.Errorf("%v are missing, %d were read", says, good)
	}
	if source := got.list(t, "sources")[0]; source["read_at"] != "2026-11-14T12:00:00Z" || source["read_at_by"] != "Last-Modified of the answer" {
		t.Errorf("%v", source)
	}
}

// ledgerOf is an inventory that some assets are in.
func ledgerOf(t *testing.T, tracks ...string) string {
	t.Helper()
	facts, err := json.Marshal(map[string]any{"tracks": tracks})
	if err != nil {
		t.Fatal(err)
	}
	return inventoryFile(t,
		inventoryRow("asset/shop", 90, string(facts)),
		inventoryRow("asset/prod/aws_eks_cluster.main", 90, `{}`),
		// What was read out of a state is not what somebody tracks.
		inventory.Row{ID: "state/prod/aws_db_instance.ledger", Kind: "software", Identity: deadline.Identity{Name: "x"}, Facts: json.RawMessage(`{}`)},
	)
}

// TestStateAndInventory compares with what all workspaces declare.
func TestStateAndInventory(t *testing.T) {
	place := stateFiles(t, map[string]string{"prod.tfstate": stateSample(t, "many.json")})
	for name, c := range map[string]struct {
		url     string
		tracked []string // addresses
		says    string
	}{
		"an asset that tracks": {ledgerOf(t, "state/*/aws_acm_certificate.shop", "certificate/*"), []string{"aws_acm_certificate.shop", "aws_eks_cluster.main"}, "Nobody tracks it"},
		"assets that are over": {inventoryFile(t,
			inventoryRow("asset/shop", 90, `{"tracks":["state/*/aws_acm_certificate.shop"],"closed_on":"2026-11-01","closed_because":"moved"}`),
			inventoryRow("asset/prod/aws_db_instance.ledger", 90, `{"closed_on":"2026-11-01","closed_because":"moved"}`)), nil, "Nobody tracks it"},
		"an inventory without rows": {inventoryFile(t), nil, "Nobody tracks it"},
		"nobody answers":            {"postgres://reader:" + planted + "@127.0.0.1:1/expiry?sslmode=disable", nil, "Whether anybody tracks it is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("EXPIRY_INVENTORY_URL", c.url)
			t.Setenv("EXPIRY_TENANT", "acme")
			got := states(t, values{"files": strs(place + "/*.tfstate")})
			tellsNoSecret(t, got)
			left := map[string]string{}
			for _, one := range got.list(t, "untracked") {
				left[one["address"].(string)] = fmt.Sprint(one["findings"])
			}
			for _, address := range c.tracked {
				if left[address] != "" {
					t.Errorf("%s is tracked", address)
				}
			}
			if !strings.Contains(left["aws_db_instance.ledger"], c.says) || len(c.tracked) == 0 && left["aws_acm_certificate.shop"] == "" {
				t.Errorf("%q is not said: %v", c.says, left)
			}
			if unread := strings.Contains(said(got.diags), "Inventory not read"); unread != strings.Contains(c.says, "not known") {
				t.Error(said(got.diags))
			}
		})
	}
	// One without tables is wrongly set up.
	t.Setenv("EXPIRY_INVENTORY_URL", "sqlite:"+t.TempDir()+"/none.db")
	if got := said(states(t, values{"files": strs(place + "/*.tfstate")}).diags); !strings.Contains(got, "inventory migrate") {
		t.Error(got)
	}
}
