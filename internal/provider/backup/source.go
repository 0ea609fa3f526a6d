package backup

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// sourceInputs say where backups are listed, and how to read that.
type sourceInputs struct {
	File     types.String   `tfsdk:"file"`
	Files    types.List     `tfsdk:"files"`
	S3       types.Object   `tfsdk:"s3"`
	NewestAt attribute.Text `tfsdk:"newest_at"`
	Mapping  types.Object   `tfsdk:"mapping"`
	TimeZone attribute.Text `tfsdk:"time_zone"`
	Timeout  attribute.Text `tfsdk:"timeout"`
}

// storeTimes is how many times the provider's timeout a store has by default: its
// list comes page by page.
const storeTimes = 6

const exactlyOne = "Exactly one of `file`, `files`, `s3` and `newest_at`."

func sourceAttributes() map[string]schema.Attribute {
	text := func(meaning string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: meaning}
	}
	return map[string]schema.Attribute{
		"file": text("Listing that a backup program wrote, found out by content: the JSON of `restic snapshots`, `borg list` and `borg info`, borgmatic, `pgbackrest info`, `wal-g backup-list --detail`, `barman list-backups`, Velero, AWS Backup, EBS, RDS, Proxmox, Bareos, ZFS, S3, or any other with `mapping`. At most 64 MiB. " +
			"A file that is not there, is empty or is cut short is `unknown`. The listing is as old as the file, or as its own `recorded_at`; one older than `max_age` is the finding `stale-facts`. " + exactlyOne),
		"files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Folders with backups, and patterns: `/backup`, `/backup/erp-*.dump`, `/backup/**/*.dump`. Of the day in a name and the time of a file the earlier counts. Hidden files, checksums, logs, links elsewhere and, where others have a day in their names, names without are left aside. " + exactlyOne,
		},
		"s3": schema.SingleNestedAttribute{
			Optional: true,
			MarkdownDescription: "Bucket of S3 or a store that speaks like it, listed page by page to the end. Credentials come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, never from the configuration. " +
				"A time of storing is reset by every copy of an object, so that a day in its name counts where it is earlier. " + exactlyOne,
			Attributes: map[string]schema.Attribute{
				"bucket":       text("Name of the bucket."),
				"prefix":       text("How the keys begin, like `db/`. Default: the whole bucket."),
				"endpoint":     text("Address of the store, like `https://s3.example.test`. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, else AWS."),
				"region":       text("Region of the bucket. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else `us-east-1`."),
				"virtual_host": schema.BoolAttribute{Optional: true, MarkdownDescription: "Put the bucket into the name of the host. Done without asking at AWS. Default: `false`."},
				"anonymous":    schema.BoolAttribute{Optional: true, MarkdownDescription: "Send no credentials, for a bucket that is open to all. Default: `false`."},
			},
		},
		"newest_at": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: attribute.InstantType,
			MarkdownDescription: "When the newest good backup was made: its start, since the data in it is as old (RFC 3339, UTC); of several sources that of the stalest, null where there is none. As an argument, a day or an instant that somebody declares; needs a `name`. " + exactlyOne,
		},
		"mapping": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Where things stand in a JSON `file` of any other shape. Paths are keys with dots between, like `result.jobs`; `*` stands for every element.",
			Attributes:          mappingAttributes(),
		},
		"time_zone": schema.StringAttribute{
			Optional: true, CustomType: attribute.ZoneType,
			MarkdownDescription: "IANA time zone of times that have none: those of `borg list`, and days in names. Default: the provider's where that is said; UTC is never assumed, so that without either such a time is an error.",
		},
		"timeout": schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: fmt.Sprintf("Time for reading the whole listing, a Go duration. Default: the provider's, %d times that for `s3`.", storeTimes)},
	}
}

// checkSource finds what is wrong with where to read; what is unknown may turn
// out to be null.
func (m *sourceInputs) checkSource(ctx context.Context, name types.String, diags *diag.Diagnostics) {
	var given []string
	unknown := false
	for _, source := range []struct {
		name  string
		value attr.Value
	}{{"file", m.File}, {"files", m.Files}, {"s3", m.S3}, {"newest_at", m.NewestAt}} {
		unknown = unknown || source.value.IsUnknown()
		if !source.value.IsNull() && !source.value.IsUnknown() {
			given = append(given, source.name)
		}
	}
	switch {
	case len(given) > 1:
		diags.AddAttributeError(path.Root(given[1]), "Two sources",
			"Both "+given[0]+" and "+given[1]+" are given. Give exactly one of file, files, s3 and newest_at; a second listing is a second data source.")
		return
	case unknown:
		return
	case len(given) == 0:
		diags.AddAttributeError(path.Root("file"), "No source",
			"It is not said where the backups are listed. Give exactly one of file, files, s3 and newest_at, like file = \"restic.json\", which restic snapshots --json wrote.")
		return
	}
	if given[0] == "newest_at" && name.IsNull() {
		diags.AddAttributeError(path.Root("name"), "Declared without a name",
			"A backup that is declared with newest_at has no source that could name it. Give a name, like name = \"erp\"; its id will be backup/erp.")
	}
	if given[0] != "file" && !m.Mapping.IsNull() && !m.Mapping.IsUnknown() {
		diags.AddAttributeError(path.Root("mapping"), "Mapping without a file", "mapping says where things stand in a JSON file, and the backups are read from "+given[0]+". Leave it out, or give file.")
	}
	if given[0] == "s3" && attribute.FullyKnown(m.S3) {
		if store := m.store(ctx, diags); store.Bucket == "" {
			diags.AddAttributeError(path.Root("s3"), "No bucket", "s3 does not say which bucket to list. Write it like s3 = { bucket = \"backups\", prefix = \"db/\" }.")
		}
	}
}

// written is the source as written.
func (m *sourceInputs) written(ctx context.Context) string {
	switch {
	case !m.File.IsNull():
		return m.File.ValueString()
	case !m.Files.IsNull():
		return strings.Join(attribute.StringsOf(m.Files), ",")
	case !m.S3.IsNull() && !m.S3.IsUnknown():
		store := m.store(ctx, &diag.Diagnostics{})
		return "s3://" + store.Bucket + "/" + store.Prefix
	}
	return "declared"
}

func (m *sourceInputs) store(ctx context.Context, diags *diag.Diagnostics) backup.Store {
	var in struct {
		Bucket      types.String `tfsdk:"bucket"`
		Prefix      types.String `tfsdk:"prefix"`
		Endpoint    types.String `tfsdk:"endpoint"`
		Region      types.String `tfsdk:"region"`
		VirtualHost types.Bool   `tfsdk:"virtual_host"`
		Anonymous   types.Bool   `tfsdk:"anonymous"`
	}
	diags.Append(m.S3.As(ctx, &in, basetypes.ObjectAsOptions{})...)
	return backup.Store{
		Bucket: in.Bucket.ValueString(), Prefix: in.Prefix.ValueString(), Endpoint: in.Endpoint.ValueString(), Region: in.Region.ValueString(),
		VirtualHost: in.VirtualHost.ValueBool(), Anonymous: in.Anonymous.ValueBool(),
	}
}

// zone is that of times without one, nil where nobody says.
func (m *sourceInputs) zone(s *session.Session) *time.Location {
	if !m.TimeZone.IsNull() {
		if zone, err := attribute.ParseZone(m.TimeZone.ValueString()); err == nil {
			return zone
		}
	}
	if s.ZoneSaid {
		return s.Location
	}
	return nil
}

// list reads the listing. A pattern that its reader did not take for the names of
// files chooses among the names that it lists. The error is a *backup.Error.
func (m *model) list(ctx context.Context, s *session.Session, question *backup.Question) (backup.Listing, error) {
	timeout := attribute.TimeoutOf(m.Timeout)
	if timeout == 0 {
		timeout = s.Dialer.Timeout()
		if !m.S3.IsNull() {
			timeout *= storeTimes
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	options := backup.Options{TimeZone: m.zone(s), ReadAt: s.Clock()}
	var err error
	if options.Mapping, err = m.mapping(ctx); err != nil {
		return backup.Listing{}, err
	}
	if !m.Pattern.IsNull() {
		if options.Pattern, err = backup.ParsePattern(m.Pattern.ValueString()); err != nil {
			return backup.Listing{}, err
		}
	}
	switch {
	case !m.File.IsNull():
		listing, err := backup.ReadFile(ctx, m.File.ValueString(), options)
		if err != nil {
			return listing, err
		}
		return listing, m.byName(listing, question)
	case !m.Files.IsNull():
		return backup.ReadFiles(ctx, attribute.StringsOf(m.Files), options)
	case !m.S3.IsNull():
		return m.listStore(ctx, s, options)
	}
	zone := m.zone(s)
	if zone == nil {
		zone = s.Location
	}
	at, err := deadline.ParseInstant(m.NewestAt.ValueString(), zone)
	if err != nil {
		return backup.Listing{}, &backup.Error{Reason: backup.ReasonMalformed, Summary: "No such instant", Message: err.Error(), Attribute: "newest_at"}
	}
	return backup.Declared(m.Name.ValueString(), at, -1), nil
}

func (m *model) listStore(ctx context.Context, s *session.Session, options backup.Options) (backup.Listing, error) {
	store, err := m.store(ctx, &diag.Diagnostics{}).FromEnvironment(os.Getenv)
	if err != nil {
		return backup.Listing{}, err
	}
	release, err := s.Dialer.Acquire(ctx)
	if err != nil {
		return backup.Listing{}, &backup.Error{Reason: backup.ReasonUnreachable, Summary: "Not read in time", Message: "No connection became free within the time allowed."}
	}
	defer release()
	return backup.Lister{Client: s.Client, Clock: s.Clock}.ListBucket(ctx, store, options)
}

// byName lets the pattern choose among the names of a program's listing: a filter
// that is left out would take the backup of another thing for this one's. In a
// listing of objects it has chosen already.
func (m *model) byName(listing backup.Listing, question *backup.Question) error {
	written := m.Pattern.ValueString()
	switch {
	case written == "" || listing.Tool == "s3":
	case strings.Contains(written, "{"):
		return &backup.Error{
			Reason: backup.ReasonUnsupported, Summary: "Pattern does not apply", Attribute: "pattern",
			Message: "The pattern " + deadline.Quote(written) + " looks for a day in the names of files, and this listing tells itself when each backup was made. Write * where the day stands, or leave pattern out.",
		}
	default:
		question.Filter.Name = written
	}
	return nil
}
