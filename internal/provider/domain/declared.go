package domain

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// declaredEnd reads expires_on. A word that says nothing declares nothing.
func declaredEnd(text string, loc *time.Location, at path.Path, diags *diag.Diagnostics) deadline.End {
	switch {
	case deadline.Endless(text):
		return deadline.OpenEnded
	case deadline.Blank(text):
		return deadline.End{}
	}
	end, err := deadline.ParseEnd(text, loc)
	if err != nil {
		diags.AddAttributeError(at, "Invalid end", fmt.Sprintf("The end of a registration is declared as a day, like \"2027-03-31\" (also 2027/3/31 or 令和9年3月31日), "+
			"an instant, like \"2027-03-31T15:00:00Z\", or a word for no end, like \"無期限\".\n\nFound: %s", deadline.Quote(text)))
		return deadline.End{}
	}
	return deadline.EndsAt(end)
}
