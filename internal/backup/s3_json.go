package backup

// s3JSONFormat is `aws s3api list-objects-v2 --output json`.
var s3JSONFormat = format{
	tool: "s3", tells: []string{"paths"},
	matches: func(value any) bool {
		one, ok := value.(object)
		list, isList := one["Contents"].([]any)
		all, allObjects := objects(list)
		return ok && isList && allObjects && (len(all) == 0 || everyHas(all, "Key"))
	},
	read: func(value any, options Options) (Listing, *Error) {
		one, _ := value.(object)
		if truncated := one["IsTruncated"]; truncated != nil && truncated != false && truncated != "false" {
			return Listing{}, incomplete("IsTruncated")
		}
		for _, next := range []string{"NextToken", "NextContinuationToken", "NextMarker"} {
			if value := one[next]; value != nil && value != "" {
				return Listing{}, incomplete(next)
			}
		}
		all, _ := objects(one.list("Contents"))
		page := listPage{EncodingType: one.text("EncodingType")}
		for _, entry := range all {
			next := pageObject{Key: entry.text("Key"), LastModified: entry.text("LastModified"), StorageClass: entry.text("StorageClass")}
			if size, known := entry.number("Size"); known {
				next.Size = &size
			}
			page.Contents = append(page.Contents, next)
		}
		objects, wrong := page.objects("")
		if wrong != nil {
			return Listing{}, wrong
		}
		return s3Listing(objects, options)
	},
}
