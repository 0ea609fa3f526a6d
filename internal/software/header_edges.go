package software

func edgeMessage(name string) string {
	return name + " answered in front of the server: what runs behind it is not told."
}

// edgeRules are names of content networks, load balancers and platforms in a
// Server or Via header. They are no product whose support a user decides on.
func edgeRules() []rule {
	var rules []rule
	for name, company := range edgeNames() {
		rules = append(rules, rule{name: name, notice: NoticeEdge, say: edgeMessage(company)})
	}
	return rules
}

func edgeNames() map[string]string {
	return map[string]string{
		"cloudflare": "Cloudflare", "cloudflare-nginx": "Cloudflare",
		"akamaighost": "Akamai", "akamainetstorage": "Akamai",
		"cloudfront": "Amazon CloudFront", "amazons3": "Amazon S3", "awselb": "an AWS load balancer", "awsalb": "an AWS load balancer",
		"gfe": "Google Front End", "gws": "Google", "sffe": "Google", "esf": "Google", "ghs": "Google", "google": "Google",
		"uploadserver": "Google", "google frontend": "Google Front End", "google tag manager": "Google",
		"microsoft-azure-application-gateway": "Azure Application Gateway", "windows-azure-blob": "Azure Storage",
		"windows-azure-web": "Azure Storage", "fastly": "Fastly", "ecs": "Edgio", "ecacc": "Edgio", "ecd": "Edgio",
		"vercel": "Vercel", "now": "Vercel", "netlify": "Netlify", "github.com": "GitHub", "fly": "Fly.io", "vegur": "Heroku",
		"heroku": "Heroku", "sucuri": "Sucuri", "imperva": "Imperva", "incapsula": "Imperva",
		"big-ip": "F5 BIG-IP", "volt-adc": "F5", "netscaler": "Citrix NetScaler", "netdna-cache": "StackPath", "keycdn-engine": "KeyCDN",
		"keycdn": "KeyCDN", "bunnycdn": "bunny.net", "hcdn": "Hostinger", "cdn77-turbo": "CDN77", "gcore": "Gcore",
		"ddos-guard": "DDoS-Guard", "qrator": "Qrator", "dosarrest": "DOSarrest", "pepyaka": "Wix", "squarespace": "Squarespace",
		"dps": "GoDaddy Website Builder", "shopify": "Shopify", "wp.com": "WordPress.com", "tumblr": "Tumblr",
		"yunjiasu-nginx": "Baidu Yunjiasu", "bfe": "Baidu", "tencent-cos": "Tencent Cloud", "aliyunoss": "Alibaba Cloud",
		"edgeone": "Tencent EdgeOne", "railway-edge": "Railway", "render": "Render", "replit": "Replit", "firebase": "Firebase",
		"apigee": "Apigee", "datapower": "IBM DataPower", "webseal": "IBM WebSEAL", "barracudahttp": "Barracuda",
		"fortiweb": "FortiWeb", "cachefly": "CacheFly", "limelight": "Limelight", "edgeprism": "Limelight", "zscaler": "Zscaler",
		"bluecoat-security-appliance": "Blue Coat", "oracle api gateway": "Oracle API Gateway", "cdn": "a content network",
	}
}
