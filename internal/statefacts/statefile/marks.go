package statefile

import (
	"strconv"
	"strings"
)

// marks are the members seen at the top of a document, which say what it is.
type marks struct {
	version string // as written
	format  string // format_version
	// What a state of version 4, a shown state and a plan have.
	resources, values, plan bool
	inner                   *marks // of a wrapped plan
	// modules is the list of a state before version 4.
	modules bool
	// id, who and operation make a lock file.
	id, who, operation bool
	log, sops          bool
	// backend says where a working directory has its state.
	backend bool
	// foreign is a member that no state has.
	foreign bool
}

func (m *marks) any() bool {
	return m.version != "" || m.format != "" || m.resources || m.values || m.plan
}

// versionFault refuses a version.
func versionFault(written string) error {
	switch number, err := strconv.Atoi(written); {
	case err != nil || number < 1:
		return fault(NotState, "Its version is no number from 1. %s", accepted)
	case number < 4:
		return fault(OldVersion, `It is a state of version %d, as Terraform before 0.12 wrote it. Only version 4 is read: hand over what "terraform state pull" or "terraform show -json" of a newer Terraform makes of it.`, number)
	case number > 4:
		return fault(Future, "It is a state of version %d; the newest that is known here is 4. A newer release of this provider may read it.", number)
	}
	return nil
}

func formatFault(written string) error {
	major, _, _ := strings.Cut(written, ".")
	switch number, err := strconv.Atoi(major); {
	case err != nil || number < 0:
		return fault(NotState, `Its format_version is none, as "1.0" would be. %s`, accepted)
	case number > 1:
		return fault(Future, `It is output of "terraform show -json" in format version %d; the newest that is known here is 1. A newer release of this provider may read it.`, number)
	}
	return nil
}

// verdict says what a document is that was read to its end, or why it is no state.
func (m *marks) verdict(header *Header) error {
	if inner := m.inner; inner != nil {
		switch {
		case m.any():
			return fault(Contradicted, "It has the members of a state or plan and a plan within as well, so that it cannot be told which counts. %s", accepted)
		case inner.version != "" || inner.values || !inner.plan:
			return fault(NotState, `Its member "plan" is no plan as "terraform show -json" gives it. %s`, accepted)
		}
		err := inner.verdict(header)
		header.Format = WrappedPlan
		return err
	}
	shows := m.format != "" || m.values || m.plan
	switch {
	case m.sops:
		return fault(Encrypted, "It is encrypted by SOPS: its values are not in clear. Decrypt it first.")
	case m.version != "" && shows, m.values && m.plan:
		return fault(Contradicted, "It has members of different formats, so that it cannot be told which count. %s", accepted)
	case m.version == "3" && m.backend:
		return fault(NotState, "It is the note in which a working directory (.terraform) keeps where its state is, not the state. Write the pattern so that it does not match in there. %s", accepted)
	case m.version != "" && m.version != "4":
		return versionFault(m.version)
	case m.version != "":
		header.Format = StateV4
		if !m.resources {
			return fault(NotState, `It has a version and no "resources", which Terraform always writes, if only as []. Hand over the whole state.`)
		}
	case m.resources && shows:
		return fault(Contradicted, "It has members of different formats, so that it cannot be told which count. %s", accepted)
	case m.format == "":
		return m.noState()
	case m.plan:
		header.Format = Plan
	case !m.values && m.foreign:
		return fault(NotState, `It has a format_version, yet neither the "values" of a state nor the members of a plan: it is the output of another command. %s`, accepted)
	default:
		header.Format = ShowState
	}
	return nil
}

// noState says what a document is that has neither a version nor a
// format_version.
func (m *marks) noState() error {
	switch {
	case m.id && m.who && m.operation:
		return fault(LockFile, "It is the file of a lock, which says who holds the state, not the state itself; that lies beside it. %s", accepted)
	case m.log:
		return fault(NotState, `It is the log that "terraform plan -json" prints. Save the plan by -out and hand over what "terraform show -json PLANFILE" says of it.`)
	case m.modules:
		return fault(NotState, `It has "modules" as states before version 4 have, and no version. %s`, accepted)
	case m.values || m.plan:
		return fault(NotState, `It has no format_version, as the output of "terraform show -json" has. %s`, accepted)
	case m.resources:
		return fault(NotState, `It has "resources" and no version, as a state has. %s`, accepted)
	}
	return fault(NotState, "It is JSON, yet neither a state nor a plan. %s", accepted)
}
