package inventory

import (
	"cmp"
	"context"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// defaultTimeout bounds one call with all its retries.
const defaultTimeout = 30 * time.Second

// defaultTenant is whose rows a SQLite inventory holds where nobody says so.
const defaultTenant = "default"

// Config says which inventory and on whose behalf.
type Config struct {
	// URL is sqlite:PATH, the path a whole one, or postgres://USER@HOST/DATABASE,
	// with several hosts separated by commas where one may take over from another.
	URL string
	// Tenant is whose rows these are. PostgreSQL requires one; in SQLite it is
	// "default" unless said.
	Tenant string
	// Workspace owns the rows that are written. Only reading does without.
	Workspace string
	// Actor and Run stand in the history: who, and in which run.
	Actor, Run string
	// Timeout bounds one call with its retries; 30 s where zero.
	Timeout time.Duration
	// Clock dates the writes in place of the database's own, which all workspaces
	// share and nobody's as_of moves. Only tests have one.
	Clock deadline.Clock
}

// Open gives the store of a configuration. It connects on first use, so that a
// wrong URL or a missing tenant is all that can fail here.
func Open(config Config) (*Store, error) {
	place, err := parseURL(config.URL)
	if err != nil {
		return nil, err
	}
	if err := place.shareable(); err != nil {
		return nil, err
	}
	if place.sqlite {
		config.Tenant = cmp.Or(config.Tenant, defaultTenant)
	}
	if config.Tenant == "" {
		return nil, &Error{
			Kind:    NoTenant,
			Message: "A PostgreSQL inventory is shared by tenants, and row-level security shows none of its rows to nobody. Say whose rows are meant, for instance tenant = \"acme\".",
			Facts:   []string{"Inventory: " + place.shown},
		}
	}
	for _, field := range []struct{ name, value string }{
		{"tenant", config.Tenant}, {"workspace", config.Workspace}, {"actor", config.Actor}, {"run", config.Run},
	} {
		if err := checkText(field.name, field.value); err != nil {
			return nil, err
		}
	}
	config.Timeout = cmp.Or(config.Timeout, defaultTimeout)
	store := &Store{config: config, place: place}
	store.backend, err = place.backend(context.Background(), config, false)
	return store, err
}

// backend makes what talks to the database; it does not connect. creates says
// that a file may be made.
func (p place) backend(ctx context.Context, config Config, creates bool) (backend, error) {
	if p.sqlite {
		return newSQLite(p, creates)
	}
	return newPostgres(ctx, p, config)
}
