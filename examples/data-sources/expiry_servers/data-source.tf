data "expiry_servers" "survey" {
  sites = {
    shop = { headers = { Server = "Apache/2.2.15 (CentOS)", "X-Powered-By" = "PHP/5.3.3" }, as_of = "2013-09-30" }
    mail = { protocol = "smtp", banner = "220 mail.example.test ESMTP Exim 4.84_2" }
    live = { url = "https://www.example.test" }
  }
  timeout     = "5s"
  enforcement = "none"
}

output "survey" {
  value = data.expiry_servers.survey.markdown
}
