package ldap

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const reference = "https://www.openldap.org/doc/admin26/access-control.html"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	fix := exposure.Text{
		EN: "Let only those read who have bound; write into access.ldif:\n  dn: olcDatabase={1}mdb,cn=config\n  changetype: modify\n  replace: olcAccess\n  olcAccess: to attrs=userPassword by self write by anonymous auth by * none\n  olcAccess: to * by users read by * none\nand apply it:\n  ldapmodify -Y EXTERNAL -H ldapi:/// -f access.ldif\nOr refuse anonymous binds altogether: olcDisallows: bind_anon (cn=config).",
		JA: "認証した利用者だけに読み取りを許します。access.ldif に次を書きます。\n  dn: olcDatabase={1}mdb,cn=config\n  changetype: modify\n  replace: olcAccess\n  olcAccess: to attrs=userPassword by self write by anonymous auth by * none\n  olcAccess: to * by users read by * none\nこれを適用します。\n  ldapmodify -Y EXTERNAL -H ldapi:/// -f access.ldif\n匿名バインド自体を拒否するには、cn=config に olcDisallows: bind_anon を設定します。",
	}
	return []exposure.Entry{
		{
			ID: "ldap-anonymous-passwords", Severity: exposure.Critical, Fix: fix, Reference: reference,
			Title: exposure.Text{EN: "A directory shows password hashes to anybody", JA: "ディレクトリがパスワードのハッシュを誰にでも見せている"},
			What: exposure.Text{
				EN: "Whoever reaches {address} reads {entries} entries below {object} with their password hashes, and can crack them at leisure.",
				JA: "{address} に接続できる人は誰でも、{object} 以下の{entries}件をパスワードのハッシュごと読み、時間をかけて破ることができます。",
			},
			Seen: exposure.Text{
				EN: "An anonymous search showed the attributes {attributes}; only their names were asked for.",
				JA: "匿名の検索で属性 {attributes} が見えました（値は取得せず、属性名だけを尋ねました）。",
			},
		},
		{
			ID: "ldap-anonymous-read", Severity: exposure.High, Fix: fix, Reference: reference,
			Title: exposure.Text{EN: "A directory shows its entries to anybody", JA: "ディレクトリが誰にでも中身を見せている"},
			What: exposure.Text{
				EN: "Whoever reaches {address} reads {entries} entries below {object}.",
				JA: "{address} に接続できる人は誰でも、{object} 以下の{entries}件を読めます。",
			},
			Seen: exposure.Text{
				EN: "An anonymous search showed entries; attributes of persons among them: {attributes}. Only their names were asked for.",
				JA: "匿名の検索にエントリーが返りました。個人に関する属性: {attributes}（値は取得せず、属性名だけを尋ねました）。",
			},
		},
		{
			ID: "ldap-no-tls", Severity: exposure.Medium, Reference: "https://www.openldap.org/doc/admin26/tls.html",
			Title: exposure.Text{EN: "A directory takes binds without encryption", JA: "ディレクトリが暗号化なしのバインドを受け付ける"},
			What: exposure.Text{
				EN: "Passwords and entries on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるパスワードやエントリーは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "A bind without TLS was answered.", JA: "TLS を使わないバインドに応答がありました。"},
			Fix: exposure.Text{
				EN: "Ask for encryption in cn=config:\n  olcSecurity: tls=1\nand set TLS up: olcTLSCertificateFile, olcTLSCertificateKeyFile; clients use ldaps:// or StartTLS.",
				JA: "cn=config で暗号化を必須にします。\n  olcSecurity: tls=1\nolcTLSCertificateFile・olcTLSCertificateKeyFile を設定し、クライアントは ldaps:// か StartTLS を使います。",
			},
		},
	}
}
