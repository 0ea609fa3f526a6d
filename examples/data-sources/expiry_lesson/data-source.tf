# One lesson.
data "expiry_lesson" "g21" {
  lesson = "G21"
}

output "g21" {
  value = data.expiry_lesson.g21.one_line
}

# Those behind a rule, in Japanese.
data "expiry_lesson" "backups" {
  rule     = "backup-shares-fate"
  language = "ja"
}

output "backups" {
  value = data.expiry_lesson.backups.markdown
}

# With those of one's own, and the incidents that they were drawn from; url reads
# what several organisations share.
data "expiry_lesson" "ours" {
  file = "lessons.yaml"
  rule = "renews-tacitly"
}

output "incidents" {
  value = [for i in data.expiry_lesson.ours.incidents : "${i.id} ${i.system}, ${i.started_at}: ${i.impact}"]
}
