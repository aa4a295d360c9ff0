package bucket

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const reference = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"

// shutting closes a bucket to strangers.
var shutting = exposure.Text{
	EN: "aws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true\nMinIO: mc anonymous set none ALIAS/{bucket}\nElsewhere: take the statement or the grant away:\naws s3api put-bucket-acl --bucket {bucket} --acl private; aws s3api delete-bucket-policy --bucket {bucket}\nGive single files by presigned URLs that expire.",
	JA: "aws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true\nMinIO: mc anonymous set none ALIAS/{bucket}\nそのほかのサーバーでは、該当のステートメントや許可を取り除きます。\naws s3api put-bucket-acl --bucket {bucket} --acl private; aws s3api delete-bucket-policy --bucket {bucket}\n個別のファイルを渡すときは、期限付きの署名付き URL を使います。",
}

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return append(strangers(), settings()...)
}

func strangers() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "s3-public-read", Severity: exposure.Critical,
			Title: exposure.Text{EN: "Objects of a bucket are open to whoever asks", JA: "バケットのファイルが誰にでも読める"},
			What: exposure.Text{
				EN: "Images, documents and data under {folder} of bucket {bucket} on {server} can be fetched by anybody who knows or guesses their names.",
				JA: "{server} のバケット {bucket} の {folder} 以下にある画像・文書・データは、名前を知っているか言い当てた人なら誰でも取得できます。",
			},
			Seen: exposure.Text{EN: "A byte of an object was given without credentials.", JA: "認証なしで、ファイルの先頭1バイトを取得できました。"},
			Fix:  shutting, Reference: reference,
		},
		{
			ID: "s3-public-list", Severity: exposure.High,
			Title: exposure.Text{EN: "The list of a bucket's objects is open to whoever asks", JA: "バケットのファイル一覧が誰にでも見える"},
			What: exposure.Text{
				EN: "Anybody can list bucket {bucket} on {server}. Names alone tell much, and lead to what can be read.",
				JA: "{server} のバケット {bucket} のファイル一覧は、誰でも取得できます。ファイル名だけでも多くのことが分かり、読めるファイルを探す手がかりになります。",
			},
			Seen: exposure.Text{EN: "A list of {objects} objects was given without credentials.", JA: "認証なしで、{objects} 件のファイル一覧が返りました。"},
			Fix:  shutting, Reference: reference,
		},
		{
			ID: "s3-no-tls", Severity: exposure.Medium,
			Title: exposure.Text{EN: "An S3 server is spoken to without encryption", JA: "S3 サーバーとの通信が暗号化されていない"},
			What: exposure.Text{
				EN: "Whatever is fetched from {server} can be read by whoever is between.",
				JA: "{server} との間を流れるデータは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "The address that is used is http.", JA: "使用しているアドレスが http です。"},
			Fix: exposure.Text{
				EN: "MinIO: put public.crt and private.key into ~/.minio/certs and restart\nversitygw: --cert CERT.pem --key KEY.pem\nthen use an https endpoint.",
				JA: "MinIO: ~/.minio/certs に public.crt と private.key を置いて再起動します。\nversitygw: --cert CERT.pem --key KEY.pem を付けて起動します。\n続いて、https のエンドポイントに切り替えます。",
			},
			Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
		},
	}
}

func settings() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "s3-policy-public", Severity: exposure.Critical,
			Title: exposure.Text{EN: "A bucket's policy lets in everybody", JA: "バケットポリシーがすべての人に許可している"},
			What: exposure.Text{
				EN: "The policy of bucket {bucket} gives {folder} to everybody: {does}.",
				JA: "バケット {bucket} のポリシーは、{folder} を誰にでも許可しています（{does}）。",
			},
			Seen: exposure.Text{EN: "A statement of the policy names * and no condition that narrows it.", JA: "ポリシーに、範囲を絞る条件のない * へのステートメントがあります。"},
			Fix:  shutting, Reference: reference,
		},
		{
			ID: "s3-acl-public", Severity: exposure.Critical,
			Title: exposure.Text{EN: "A bucket's access list lets in everybody", JA: "バケットの ACL がすべての人に許可している"},
			What: exposure.Text{
				EN: "The access list of bucket {bucket} gives everybody: {does}.",
				JA: "バケット {bucket} の ACL は、誰にでも許可しています（{does}）。",
			},
			Seen: exposure.Text{EN: "A grant to the group AllUsers stands in it.", JA: "AllUsers グループへの許可があります。"},
			Fix:  shutting, Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
		},
		{
			ID: "s3-acl-authenticated", Severity: exposure.High,
			Title: exposure.Text{EN: "A bucket's access list lets in whoever has any account", JA: "バケットの ACL が任意の AWS アカウントに許可している"},
			What: exposure.Text{
				EN: "The access list of bucket {bucket} gives everybody with an account, of whatever company: {does}.",
				JA: "バケット {bucket} の ACL は、自社に限らずアカウントを持つすべての人に許可しています（{does}）。",
			},
			Seen: exposure.Text{EN: "A grant to the group AuthenticatedUsers stands in it.", JA: "AuthenticatedUsers グループへの許可があります。"},
			Fix:  shutting, Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
		},
		{
			ID: "s3-policy-other-account", Severity: exposure.Medium,
			Title: exposure.Text{EN: "A bucket's policy names accounts", JA: "バケットポリシーがアカウントを名指しで許可している"},
			What: exposure.Text{
				EN: "The policy of bucket {bucket} gives {folder} to accounts {accounts}: {does}. Each that is not yours is a third party with access.",
				JA: "バケット {bucket} のポリシーは、{folder} をアカウント {accounts} に許可しています（{does}）。自社以外のものがあれば、第三者がアクセスできる状態です。",
			},
			Seen: exposure.Text{EN: "Their numbers stand in a statement of the policy.", JA: "ポリシーのステートメントにアカウント番号があります。"},
			Fix: exposure.Text{
				EN: "Look up whose the accounts are, and enter contractors in the inventory.\nTake others out: aws s3api get-bucket-policy --bucket {bucket} --query Policy --output text > policy.json; edit; aws s3api put-bucket-policy --bucket {bucket} --policy file://policy.json\nThen accept what is meant: tsutsumi exposure --accept",
				JA: "各アカウントが誰のものかを確かめ、委託先は台帳に登録します。\n不要なものは外します: aws s3api get-bucket-policy --bucket {bucket} --query Policy --output text > policy.json を編集し、aws s3api put-bucket-policy --bucket {bucket} --policy file://policy.json\n意図したものだけになったら承認します: tsutsumi exposure --accept",
			},
			Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html",
		},
		{
			ID: "s3-block-public-access", Severity: exposure.Low,
			Title: exposure.Text{EN: "Nothing keeps a bucket from being opened by mistake", JA: "バケットの公開を防ぐ設定がない"},
			What: exposure.Text{
				EN: "Block Public Access of bucket {bucket} is not wholly on: one policy or grant too many opens it to everybody.",
				JA: "バケット {bucket} のブロックパブリックアクセスが、すべては有効になっていません。ポリシーや ACL の設定を一つ誤るだけで、誰にでも公開されます。",
			},
			Seen: exposure.Text{EN: "Not all four of its settings are true.", JA: "4つの設定のうち、有効でないものがあります。"},
			Fix: exposure.Text{
				EN: "aws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
				JA: "次を実行します。\naws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
			},
			Reference: reference,
		},
		{
			ID: "s3-website", Severity: exposure.Medium,
			Title: exposure.Text{EN: "A bucket is served as a web site", JA: "バケットが Web サイトとして公開されている"},
			What: exposure.Text{
				EN: "Bucket {bucket} is set up as a web site: whatever is put into it and may be read is a page for everybody.",
				JA: "バケット {bucket} は静的 Web サイトとして設定されています。読み取りを許可したファイルは、すべて公開ページになります。",
			},
			Seen: exposure.Text{EN: "It has a website configuration.", JA: "Web サイトの設定があります。"},
			Fix: exposure.Text{
				EN: "aws s3api delete-bucket-website --bucket {bucket}\nKeep pages in a bucket of their own, in which no data of people is put.",
				JA: "aws s3api delete-bucket-website --bucket {bucket} を実行します。\n公開ページは専用のバケットに置き、個人データと混在させないでください。",
			},
			Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html",
		},
		{
			ID: "s3-cors-any", Severity: exposure.Low,
			Title: exposure.Text{EN: "Any web site may read a bucket through its visitors' browsers", JA: "任意の Web サイトから、閲覧者のブラウザー経由でバケットを読める"},
			What: exposure.Text{
				EN: "Bucket {bucket} answers scripts of every origin: what a visitor may fetch, a page that the visitor opens may too.",
				JA: "バケット {bucket} は、あらゆるオリジンのスクリプトに応答します。利用者が取得できるものは、利用者が開いたページからも取得できます。",
			},
			Seen: exposure.Text{EN: "A CORS rule allows the origin *.", JA: "CORS の規則がオリジン * を許可しています。"},
			Fix: exposure.Text{
				EN: "aws s3api put-bucket-cors --bucket {bucket} --cors-configuration file://cors.json with the origins of your own sites in AllowedOrigins.",
				JA: "AllowedOrigins を自社サイトのオリジンに限った cors.json を用意し、aws s3api put-bucket-cors --bucket {bucket} --cors-configuration file://cors.json を実行します。",
			},
			Reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
		},
	}
}
