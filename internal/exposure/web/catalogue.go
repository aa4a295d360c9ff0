package web

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const owasp = "https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information"

// These are the sentences that most of what lies open has in common.
var (
	remove = exposure.Text{
		EN: "Move the file out of the document root:\n  mv (document root){object} /root/found-open/\nLook in the access log who fetched it:\n  grep -F '{object}' /var/log/nginx/access.log*\nForbid the like for good, in nginx:\n  location ~* \\.(sql|gz|zip|tar|tgz|bak|old|save)$ {\n    deny all;\n  }",
		JA: "ファイルを公開ディレクトリの外へ移します。\n  mv （公開ディレクトリ）{object} /root/found-open/\n誰が取得したかをアクセスログで確かめます。\n  grep -F '{object}' /var/log/nginx/access.log*\n同様のファイルを今後も出さないよう、nginx に設定します。\n  location ~* \\.(sql|gz|zip|tar|tgz|bak|old|save)$ {\n    deny all;\n  }",
	}
	hidden = exposure.Text{
		EN: "Forbid names that begin with a dot, in nginx:\n  location ~ /\\.(?!well-known/) {\n    deny all;\n  }\nor in Apache:\n  RedirectMatch 404 /\\.(?!well-known/)\nChange every password and key that stood in it, and look in the access log who fetched it:\n  grep -F '{object}' /var/log/nginx/access.log*",
		JA: "ドットで始まる名前へのアクセスを nginx で禁止します。\n  location ~ /\\.(?!well-known/) {\n    deny all;\n  }\nApache の場合:\n  RedirectMatch 404 /\\.(?!well-known/)\n中にあったパスワードと鍵はすべて変更し、誰が取得したかをアクセスログで確かめます。\n  grep -F '{object}' /var/log/nginx/access.log*",
	}
	answered = exposure.Text{
		EN: "GET {object} was answered, and the content is what the name says ({size}); a name that nobody has was not.",
		JA: "GET {object} に応答があり、中身も名前どおりでした（{size}）。存在しない名前には同じ応答がないことも確認しました。",
	}
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "web-dump", Severity: exposure.Critical, Seen: answered, Fix: remove, Reference: owasp,
			Title: exposure.Text{EN: "The dump of a database lies on a web server", JA: "データベースのダンプが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever guesses the name {object} on {host} downloads the database.",
				JA: "{host} の {object} という名前を思い付けば、誰でもデータベースの中身をダウンロードできます。",
			},
		},
		{
			ID: "web-backup", Severity: exposure.Critical, Seen: answered, Fix: remove, Reference: owasp,
			Title: exposure.Text{EN: "A backup lies on a web server", JA: "バックアップが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever guesses the name {object} on {host} downloads the archive with all that is in it.",
				JA: "{host} の {object} という名前を思い付けば、誰でもアーカイブの中身をすべてダウンロードできます。",
			},
		},
		{
			ID: "web-listing-data", Severity: exposure.High, Reference: "https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",
			Title: exposure.Text{EN: "A web server lists a folder with data in it", JA: "Web サーバーがデータのあるフォルダーの一覧を公開している"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} sees {entries} names and can download them; {data} are dumps, tables, archives or documents.",
				JA: "{host} の {object} を開けば誰でも{entries}件の名前が見え、ダウンロードできます。うち{data}件はダンプ・表・アーカイブ・文書です。",
			},
			Seen: exposure.Text{EN: "GET {object} was answered with a listing.", JA: "GET {object} にファイル一覧が返りました。"},
			Fix: exposure.Text{
				EN: "Switch listings off, in nginx:\n  autoindex off;\nor in Apache:\n  Options -Indexes\nThen move the data out of the document root; its names are known now.",
				JA: "一覧表示を無効にします。nginx の場合:\n  autoindex off;\nApache の場合:\n  Options -Indexes\n続いてデータを公開ディレクトリの外へ移します（名前はもう知られています）。",
			},
		},
		{
			ID: "web-listing", Severity: exposure.Low, Reference: "https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",
			Title: exposure.Text{EN: "A web server lists a folder", JA: "Web サーバーがフォルダーの一覧を公開している"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} sees the names of {entries} files and folders; {data} look like data.",
				JA: "{host} の {object} を開けば、誰でも{entries}件のファイル・フォルダー名が見えます（データらしいものは{data}件）。",
			},
			Seen: exposure.Text{EN: "GET {object} was answered with a listing.", JA: "GET {object} にファイル一覧が返りました。"},
			Fix: exposure.Text{
				EN: "Switch listings off, in nginx:\n  autoindex off;\nor in Apache:\n  Options -Indexes",
				JA: "一覧表示を無効にします。nginx の場合:\n  autoindex off;\nApache の場合:\n  Options -Indexes",
			},
		},
		{
			ID: "web-git", Severity: exposure.High, Seen: answered, Fix: hidden, Reference: "https://git-scm.com/docs/gitrepository-layout",
			Title: exposure.Text{EN: "A git repository lies on a web server", JA: "git リポジトリが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever asks {host} for {object} and what it refers to gets the source with its whole history, and all that was ever in it.",
				JA: "{host} の {object} からたどると、ソースコードの全履歴と、過去に含まれていたものすべてを誰でも取得できます。",
			},
		},
		{
			ID: "web-env", Severity: exposure.Critical, Seen: answered, Fix: hidden, Reference: "https://laravel.com/docs/configuration#environment-file-security",
			Title: exposure.Text{EN: "A file of settings and passwords lies on a web server", JA: "設定とパスワードのファイルが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} reads {settings} settings, of which {secrets} are named as passwords or keys are.",
				JA: "{host} の {object} を開けば、誰でも{settings}件の設定を読めます。うち{secrets}件はパスワードや鍵の名前です。",
			},
		},
		{
			ID: "web-secret-file", Severity: exposure.Critical, Seen: answered, Fix: hidden, Reference: owasp,
			Title: exposure.Text{EN: "A private key or a file of passwords lies on a web server", JA: "秘密鍵またはパスワードのファイルが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} gets what opens other doors.",
				JA: "{host} の {object} を開けば、誰でもほかのシステムに入るための鍵を手に入れられます。",
			},
		},
		{
			ID: "web-config-backup", Severity: exposure.Critical, Seen: answered, Fix: remove, Reference: "https://developer.wordpress.org/advanced-administration/security/hardening/",
			Title: exposure.Text{EN: "A copy of a configuration with its password lies on a web server", JA: "パスワード入りの設定ファイルの写しが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} reads the password of the database.",
				JA: "{host} の {object} を開けば、誰でもデータベースのパスワードを読めます。",
			},
		},
		{
			ID: "web-svn", Severity: exposure.High, Seen: answered, Fix: hidden, Reference: owasp,
			Title: exposure.Text{EN: "A Subversion working copy lies on a web server", JA: "Subversion の作業コピーが Web サーバーに置かれている"},
			What: exposure.Text{
				EN: "Whoever asks {host} for {object} gets the names of all files and most of the source.",
				JA: "{host} の {object} から、誰でも全ファイル名とソースコードの大半を取得できます。",
			},
		},
		{
			ID: "web-ds-store", Severity: exposure.Low, Seen: answered, Fix: hidden, Reference: owasp,
			Title: exposure.Text{EN: "A folder's .DS_Store tells its names", JA: "フォルダーの .DS_Store からファイル名が分かる"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} reads the names in that folder, those of forgotten backups too.",
				JA: "{host} の {object} を開けば、置き忘れたバックアップを含め、そのフォルダーのファイル名が分かります。",
			},
		},
		{
			ID: "web-phpinfo", Severity: exposure.Medium, Seen: answered, Fix: remove, Reference: "https://www.php.net/manual/en/function.phpinfo.php",
			Title: exposure.Text{EN: "A web server tells all its settings (phpinfo)", JA: "Web サーバーの設定がすべて公開されている（phpinfo）"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} reads versions, paths and the environment, with passwords if they stand there.",
				JA: "{host} の {object} を開けば、バージョン・パス・環境変数（パスワードが入っていればそれも）を誰でも読めます。",
			},
		},
		{
			ID: "web-server-status", Severity: exposure.Medium, Seen: answered, Reference: "https://httpd.apache.org/docs/2.4/mod/mod_status.html",
			Title: exposure.Text{EN: "A web server tells who is asking it for what", JA: "Web サーバーの利用状況（誰が何を見ているか）が公開されている"},
			What: exposure.Text{
				EN: "Whoever opens {object} on {host} sees the requests of the moment: on Apache with addresses of clients and the tokens in their URLs.",
				JA: "{host} の {object} を開けば、現在のリクエストが見えます。Apache では利用者のアドレスや URL に含まれるトークンも分かります。",
			},
			Fix: exposure.Text{
				EN: "In Apache:\n  <Location /server-status>\n    Require local\n  </Location>\nIn nginx, at the location with stub_status:\n  allow 127.0.0.1;\n  deny all;",
				JA: "Apache の場合:\n  <Location /server-status>\n    Require local\n  </Location>\nnginx の場合は stub_status のある location に:\n  allow 127.0.0.1;\n  deny all;",
			},
		},
	}
}
