package backup

// awsBackupFormat is `aws backup list-recovery-points-by-…`.
var awsBackupFormat = format{
	tool: "aws-backup", tells: []string{"database"},
	matches: hasList("RecoveryPoints"),
	read: func(value any, options Options) (Listing, *Error) {
		return readAWS(value, "RecoveryPoints", options, recoveryPoint)
	},
}

// ebsFormat is `aws ec2 describe-snapshots`.
var ebsFormat = format{
	tool: "ebs", matches: hasList("Snapshots"),
	read: func(value any, options Options) (Listing, *Error) {
		return readAWS(value, "Snapshots", options, ebsSnapshot)
	},
}

// rdsFormat is `aws rds describe-db-snapshots` and describe-db-cluster-snapshots.
var rdsFormat = format{
	tool: "rds", tells: []string{"database"},
	matches: func(value any) bool { return hasList("DBSnapshots")(value) || hasList("DBClusterSnapshots")(value) },
	read: func(value any, options Options) (Listing, *Error) {
		key := "DBSnapshots"
		if !hasList(key)(value) {
			key = "DBClusterSnapshots"
		}
		return readAWS(value, key, options, rdsSnapshot)
	},
}

func hasList(key string) func(value any) bool {
	return func(value any) bool {
		one, ok := value.(object)
		_, isList := one[key].([]any)
		return ok && isList
	}
}

// readAWS reads a list of the AWS command line. aside is why an entry is no copy
// of what is protected here.
func readAWS(value any, key string, options Options, read func(object, Options) (copied Copy, aside string, wrong *Error)) (Listing, *Error) {
	outer, _ := value.(object)
	for _, more := range []string{"NextToken", "Marker", "nextToken"} {
		if outer.text(more) != "" {
			return Listing{}, incomplete(more)
		}
	}
	all, ok := objects(outer.list(key))
	if !ok {
		return Listing{}, malformedf("An element of %s is no object.", key)
	}
	var listing Listing
	left := map[string]int{}
	for i, one := range all {
		copied, aside, wrong := read(one, options)
		switch {
		case wrong != nil:
			return Listing{}, wrong.entry(i)
		case aside != "":
			left[aside]++
		default:
			listing.Copies = append(listing.Copies, copied)
		}
	}
	for aside, count := range left {
		listing.Notes = append(listing.Notes, plural(count, aside, aside))
	}
	return listing, nil
}

func recoveryPoint(one object, options Options) (copied Copy, aside string, wrong *Error) {
	copied = Copy{
		Name: afterLast(one.text("RecoveryPointArn"), ":"), Good: GoodYes,
		Source: firstOf(one.text("ResourceName"), afterLast(one.text("ResourceArn"), ":"), "the resource"), Repository: one.text("BackupVaultName"),
	}
	copied.Database = copied.Source
	if copied.StartedAt, wrong = mustTime("AWS Backup", "CreationDate", one["CreationDate"], options); wrong != nil {
		return Copy{}, "", wrong
	}
	if copied.FinishedAt, wrong = mayTime("AWS Backup", one["CompletionDate"], options); wrong != nil {
		return Copy{}, "", wrong
	}
	if copied.KeptUntil, wrong = mayTime("AWS Backup", one.at("CalculatedLifecycle", "DeleteAt"), options); wrong != nil {
		return Copy{}, "", wrong
	}
	size, known := one.number("BackupSizeInBytes")
	if !known {
		size, known = one.number("BackupSizeBytes")
	}
	copied.holds(size, known)
	copied.state(one.text("Status"), map[string]Reason{
		"COMPLETED": "", "AVAILABLE": "", "PARTIAL": ReasonPartial, "CREATING": ReasonRunning, "DELETING": ReasonDeleted, "EXPIRED": ReasonDeleted, "STOPPED": ReasonPartial,
	})
	if one.text("StorageClass") == "COLD" {
		copied.Note = "it lies in cold storage, so that a restore takes hours"
	}
	return copied, "", nil
}

// foreignVolume is the volume that a copied snapshot is said to be of.
const foreignVolume = "vol-ffffffff"

func ebsSnapshot(one object, options Options) (copied Copy, aside string, wrong *Error) {
	copied = Copy{Source: one.text("VolumeId"), Name: one.text("SnapshotId"), Good: GoodYes}
	if copied.StartedAt, wrong = mustTime("EBS", "StartTime", one["StartTime"], options); wrong != nil {
		return Copy{}, "", wrong
	}
	if copied.Source == foreignVolume || copied.Source == "" {
		return Copy{}, "copied from elsewhere that do not say of which volume they are, left aside", nil
	}
	copied.FinishedAt, _ = parseTime(one["CompletionTime"], options.TimeZone)
	// VolumeSize is that of the disk, so the size of the backup is not known.
	copied.state(one.text("State"), map[string]Reason{
		"completed": "", "pending": ReasonRunning, "error": ReasonFailed, "recoverable": ReasonDeleted, "recovering": ReasonRunning,
	})
	if one.text("StorageTier") == "archive" {
		copied.Note = "it lies in the archive tier, so that a restore takes days"
	}
	return copied, "", nil
}

func rdsSnapshot(one object, options Options) (copied Copy, aside string, wrong *Error) {
	copied = Copy{
		Source: firstOf(one.text("DBInstanceIdentifier"), one.text("DBClusterIdentifier"), "the database"),
		Name:   firstOf(one.text("DBSnapshotIdentifier"), one.text("DBClusterSnapshotIdentifier")), Good: GoodYes,
	}
	copied.Database = copied.Source
	copied.state(one.text("Status"), map[string]Reason{
		"available": "", "creating": ReasonRunning, "copying": ReasonRunning, "failed": ReasonFailed, "incompatible-restore": ReasonFailed, "deleting": ReasonDeleted,
	})
	if copied.StartedAt, wrong = mayTime("RDS", one["SnapshotCreateTime"], options); wrong != nil {
		return Copy{}, "", wrong
	}
	// A copied snapshot is as old as what it was copied from.
	original, wrong := mayTime("RDS", one["OriginalSnapshotCreateTime"], options)
	if wrong != nil {
		return Copy{}, "", wrong
	}
	if !original.IsZero() && (copied.StartedAt.IsZero() || original.Before(copied.StartedAt)) {
		copied.StartedAt = original
	}
	if copied.StartedAt.IsZero() && copied.Good == GoodYes {
		return Copy{}, "", malformedf("it has no SnapshotCreateTime that can be read as a time, so it cannot be told when the backup was made.")
	}
	if one.text("SnapshotType") == "automated" {
		copied.Note = "it is an automated snapshot, which goes with the instance"
	}
	return copied, "", nil
}

// clauses say in words why a copy does not count.
var clauses = map[Reason]string{
	ReasonRunning: "it is still running", ReasonPartial: "it is partial", ReasonFailed: "it failed", ReasonDeleted: "it is deleted, or about to be",
}

// state takes a status of which the good ones mean "". One that nobody knows is
// never good.
func (c *Copy) state(status string, known map[string]Reason) {
	reason, ok := known[status]
	switch {
	case !ok && status == "":
		c.doubt(ReasonUnproven, "its listing tells no status")
	case !ok:
		c.doubt(ReasonUnproven, "its status "+shown(status)+" is not known")
	case reason != "":
		c.not(reason, clauses[reason])
	}
}

func afterLast(text, sign string) string {
	for i := len(text) - len(sign); i >= 0; i-- {
		if text[i:i+len(sign)] == sign {
			return text[i+len(sign):]
		}
	}
	return text
}
