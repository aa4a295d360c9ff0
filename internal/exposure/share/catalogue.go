package share

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "share-open-to-everyone", Severity: exposure.High,
			Title: exposure.Text{EN: "Files that everybody with an account may read", JA: "アカウントがあれば誰でも読めるファイル"},
			What: exposure.Text{
				EN: "Whoever has any account on the system, a temporary worker's or one taken over, can read {files} files in {folder}.",
				JA: "{folder} の {files} 個のファイルは、臨時のスタッフや乗っ取られたアカウントも含め、どのアカウントからでも読めます。",
			},
			Seen: exposure.Text{
				EN: "By the access lists of the files and of the folders above them: {list}",
				JA: "ファイルと上位フォルダーのアクセス権を確認しました: {list}",
			},
			Fix: exposure.Text{
				EN: "Give the folder to a group of those who need it, and take it from all others:\nLinux: chgrp -R GROUP FOLDER && chmod -R o-rwx FOLDER (and setfacl -R -m o::- FOLDER where there are ACLs)\nNFSv4: nfs4_setfacl -R -x A::EVERYONE@:rxtncy FOLDER\nWindows: icacls FOLDER /inheritance:d, then icacls FOLDER /remove:g Everyone \"Authenticated Users\" Users /t\nAlso check the rights of the share itself (smb.conf: valid users; /etc/exports: hosts).",
				JA: "必要な人のグループだけに権限を与え、それ以外を外します。\nLinux: chgrp -R グループ フォルダー && chmod -R o-rwx フォルダー（ACL がある場合は setfacl -R -m o::- フォルダー）\nNFSv4: nfs4_setfacl -R -x A::EVERYONE@:rxtncy フォルダー\nWindows: icacls フォルダー /inheritance:d の後、icacls フォルダー /remove:g Everyone \"Authenticated Users\" Users /t\n共有そのものの権限（smb.conf の valid users、/etc/exports の接続元）も確認してください。",
			},
			Reference: "https://man7.org/linux/man-pages/man5/acl.5.html",
		},
		{
			ID: "share-open-to-many", Severity: exposure.Medium,
			Title: exposure.Text{EN: "Files that very many accounts may read", JA: "多数のアカウントが読めるファイル"},
			What: exposure.Text{
				EN: "{accounts} accounts can read {files} files in {folder}: any one of them, taken over, is enough.",
				JA: "{folder} の {files} 個のファイルを {accounts} 個のアカウントが読めます。そのうち1つが乗っ取られるだけで漏えいにつながります。",
			},
			Seen: exposure.Text{
				EN: "By the access lists of the files and of the folders above them, and the members of their groups: {list}",
				JA: "ファイルと上位フォルダーのアクセス権、グループのメンバーを確認しました: {list}",
			},
			Fix: exposure.Text{
				EN: "See who is in the group: getent group GROUP\nGive the folder to a smaller group: chgrp -R GROUP FOLDER, or setfacl -R -x g:LARGE -m g:SMALL:rX FOLDER\nIf all of them need it, accept it: tsutsumi exposure --accept",
				JA: "グループのメンバーを確認します: getent group グループ\nより小さいグループに絞ります: chgrp -R グループ フォルダー、または setfacl -R -x g:大きいグループ -m g:小さいグループ:rX フォルダー\n全員に必要な場合は承認します: tsutsumi exposure --accept",
			},
			Reference: "https://man7.org/linux/man-pages/man5/acl.5.html",
		},
	}
}
