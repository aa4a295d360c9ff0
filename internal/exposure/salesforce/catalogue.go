package salesforce

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The IDs.
const (
	readsAll       = "salesforce-guest-reads-all"
	readsSome      = "salesforce-guest-reads-some"
	readsUnknown   = "salesforce-guest-reads-unknown"
	readsNone      = "salesforce-guest-object-read"
	power          = "salesforce-guest-permission"
	writes         = "salesforce-guest-changes"
	apex           = "salesforce-guest-apex"
	secureOff      = "salesforce-guest-not-secured"
	membersVisible = "salesforce-guest-sees-members"
	filesOpen      = "salesforce-guest-files"
	registers      = "salesforce-self-registration"
	auraRecords    = "salesforce-site-records"
	auraOther      = "salesforce-site-other-records"
)

const (
	guestGuide = "https://help.salesforce.com/s/articleView?id=sf.networks_guest_security_considerations.htm"
	auraGuide  = "https://help.salesforce.com/s/articleView?id=sf.networks_secure_guest_user_sharing.htm"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return append(append([]exposure.Entry{}, exportEntries...), siteEntries...)
}

var fixReads = exposure.Text{
	EN: "Find out which page needs it: Setup > Sites (or Digital Experiences > All Sites) > Public Access Settings.\n" +
		"Take the object off the guest profile: Object Settings > {name} > Read off. Where a page only takes input, Create is enough.\n" +
		"Else take the fields off: Field-Level Security, and delete or narrow the guest sharing rule: Setup > Sharing Settings > {name} Sharing Rules.\n" +
		"Check: retrieve the metadata again and run tsutsumi exposure on it; then ask the site itself: tsutsumi exposure https://YOURSITE/s/\n" +
		"Find out who read it meanwhile: Event Log Files (Aura Request, Guest User) as far back as they are kept; a gap in them is unknown, not \"no access\".",
	JA: "必要としているページを確認します: 設定 > サイト（または デジタルエクスペリエンス > すべてのサイト）> 公開アクセス設定\n" +
		"ゲストプロファイルからオブジェクトを外します: オブジェクト設定 > {name} > 参照をオフ。入力を受け付けるだけのページは「作成」のみで足ります。\n" +
		"外せない場合は、項目レベルセキュリティで項目を外し、ゲスト共有ルールを削除または限定します: 設定 > 共有設定 > {name} の共有ルール\n" +
		"確認: メタデータを再取得して tsutsumi exposure を実行し、さらにサイト自体にも実行します: tsutsumi exposure https://YOURSITE/s/\n" +
		"この間の参照の確認: イベントログファイル（Aura Request、ゲストユーザー）を保存期間の限り調べます。記録のない期間は「アクセスなし」ではなく「不明」です。",
}

var seenExport = exposure.Text{
	EN: "Read from the exported metadata (profiles {profiles}): object permission × field permission × record access by {by}. Permission sets that guests may have been given are not part of an export.",
	JA: "エクスポートされたメタデータ（プロファイル {profiles}）から、オブジェクト権限×項目権限×レコードアクセス（{by}）を判定しました。ゲストに割り当てられた権限セットはエクスポートに含まれません。",
}

var exportEntries = []exposure.Entry{
	{
		ID: readsAll, Severity: exposure.Critical,
		Title: exposure.Text{EN: "Guests can read all records with personal data", JA: "ゲストが個人情報を含む全レコードを参照できる"},
		What: exposure.Text{
			EN: "Anybody, without an account, can read every {name} record of the organisation: {fields} ({kinds}).",
			JA: "アカウントを持たない誰もが、{name} の全レコードを参照できます。対象項目: {fields}（{kinds}）",
		},
		Seen: seenExport, Fix: fixReads, Reference: guestGuide,
	},
	{
		ID: readsSome, Severity: exposure.High,
		Title: exposure.Text{EN: "Guests can read records shared with them", JA: "ゲスト共有ルールで個人情報を参照できる"},
		What: exposure.Text{
			EN: "Anybody, without an account, can read the {name} records that a sharing rule opens to guests ({by}): {fields} ({kinds}).",
			JA: "アカウントを持たない誰もが、共有ルール（{by}）でゲストに公開された {name} のレコードを参照できます。対象項目: {fields}（{kinds}）",
		},
		Seen: seenExport, Fix: fixReads, Reference: auraGuide,
	},
	{
		ID: readsUnknown, Severity: exposure.High,
		Title: exposure.Text{EN: "Guests can read an object; which records is unknown", JA: "ゲストに参照権限あり（対象レコードは不明）"},
		What: exposure.Text{
			EN: "The guest profile may read {name} with {fields} ({kinds}). Which records is unknown: the object's sharing model or the setting \"Secure guest user record access\" is not part of what was exported. That is not a \"none\".",
			JA: "ゲストプロファイルに {name} の参照権限があります（{fields}、{kinds}）。共有モデルまたは「ゲストユーザーのレコードアクセスを保護」の設定がエクスポートに含まれないため、対象レコードは不明です。「なし」という意味ではありません。",
		},
		Seen: seenExport,
		Fix: exposure.Text{
			EN: "Export what is missing: sf project retrieve start --metadata CustomObject:{name} --metadata SharingRules:{name} --metadata Settings:Sharing\nOr ask the site itself: tsutsumi exposure https://YOURSITE/s/\nIf no page needs it: Object Settings > {name} > Read off, in the site's Public Access Settings.",
			JA: "不足分を取得: sf project retrieve start --metadata CustomObject:{name} --metadata SharingRules:{name} --metadata Settings:Sharing\nまたはサイト自体に実行: tsutsumi exposure https://YOURSITE/s/\n不要であれば、サイトの公開アクセス設定で オブジェクト設定 > {name} > 参照をオフにします。",
		},
		Reference: guestGuide,
	},
	{
		ID: readsNone, Severity: exposure.Low,
		Title: exposure.Text{EN: "Guests may read an object; no record is open yet", JA: "ゲストに参照権限あり（公開レコードなし）"},
		What: exposure.Text{
			EN: "The guest profile may read {name} with {fields} ({kinds}), and by the export no record is open to it. One sharing rule more, and they are.",
			JA: "ゲストプロファイルに {name} の参照権限があります（{fields}、{kinds}）。エクスポート上、公開されたレコードはありませんが、共有ルールが1つ追加されるだけで公開されます。",
		},
		Seen: seenExport, Fix: fixReads, Reference: guestGuide,
	},
	{
		ID: power, Severity: exposure.High,
		Title: exposure.Text{EN: "Guests have a permission that no guest should have", JA: "ゲストプロファイルに過大なユーザー権限"},
		What: exposure.Text{
			EN: "The profile {profile} of visitors without an account has {permission}.",
			JA: "アカウントを持たない訪問者のプロファイル {profile} に {permission} が付与されています。",
		},
		Seen: exposure.Text{EN: "Read from the profile's userPermissions in the export.", JA: "エクスポートされたプロファイルの userPermissions から判定しました。"},
		Fix: exposure.Text{
			EN: "Setup > Sites > Public Access Settings > System Permissions: take {permission} off.\nCheck: retrieve the profile again and run tsutsumi exposure on it.",
			JA: "設定 > サイト > 公開アクセス設定 > システム権限 で {permission} を外します。\n確認: プロファイルを再取得して tsutsumi exposure を実行します。",
		},
		Reference: guestGuide,
	},
	{
		ID: writes, Severity: exposure.High,
		Title: exposure.Text{EN: "Guests may change or delete records", JA: "ゲストがレコードを更新・削除できる"},
		What: exposure.Text{
			EN: "The profile {profile} may {acts} on {name} where it has access to the record.",
			JA: "プロファイル {profile} は、アクセスできる {name} のレコードに対して {acts} が可能です。",
		},
		Seen: exposure.Text{EN: "Read from the profile's objectPermissions in the export.", JA: "エクスポートされたプロファイルの objectPermissions から判定しました。"},
		Fix: exposure.Text{
			EN: "Public Access Settings > Object Settings > {name}: leave Create at most. Let an Apex class without sharing for one narrow act do what a page needs, and review it.",
			JA: "公開アクセス設定 > オブジェクト設定 > {name} で「作成」以外を外します。ページに必要な操作は、用途を限定したApexクラスで実装し、レビューします。",
		},
		Reference: guestGuide,
	},
	{
		ID: apex, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Apex classes that guests may call: reach unknown", JA: "ゲストが呼び出せるApexクラス（到達範囲は不明）"},
		What: exposure.Text{
			EN: "Guests with {profile} may call {count} classes: {classes}. A class that runs without sharing reads whatever its code reads; that cannot be told from permissions.",
			JA: "{profile} のゲストは {count} 個のクラスを呼び出せます: {classes}。共有設定を無視して動作するクラスは、コード次第であらゆるデータを読み取れるため、権限からは到達範囲を判定できません。",
		},
		Seen: exposure.Text{EN: "Read from the profile's classAccesses in the export; the code was not read.", JA: "エクスポートされたプロファイルの classAccesses から判定しました。コードは確認していません。"},
		Fix: exposure.Text{
			EN: "Public Access Settings > Enabled Apex Class Access: leave those that the site's pages call.\nIn each: \"with sharing\", WITH USER_MODE in queries, and no record id taken from the caller without a check.",
			JA: "公開アクセス設定 > 有効なApexクラスアクセス で、サイトのページが呼び出すものだけを残します。\n各クラス: with sharing、クエリに WITH USER_MODE を指定し、呼び出し元から受け取ったレコードIDは必ず検証します。",
		},
		Reference: "https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_classes_keywords_sharing.htm",
	},
	{
		ID: secureOff, Severity: exposure.High,
		Title: exposure.Text{EN: "Secure guest user record access is off", JA: "「ゲストユーザーのレコードアクセスを保護」が無効"},
		What: exposure.Text{
			EN: "Organisation-wide defaults and group memberships open records to visitors without an account.",
			JA: "組織の共有設定や公開グループへの所属により、アカウントを持たない訪問者にレコードが公開されます。",
		},
		Seen: exposure.Text{EN: "enableSecureGuestAccess is false in the exported sharing settings.", JA: "エクスポートされた共有設定の enableSecureGuestAccess が false です。"},
		Fix: exposure.Text{
			EN: "Setup > Sharing Settings > Secure guest user record access: on. Test the sites first in a sandbox.",
			JA: "設定 > 共有設定 > 「ゲストユーザーのレコードアクセスを保護」を有効にします。先にSandboxでサイトの動作を確認します。",
		},
		Reference: auraGuide,
	},
	{
		ID: membersVisible, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Guests see the members of a site", JA: "ゲストがサイトのメンバーを参照できる"},
		What:  exposure.Text{EN: "Visitors of {site} without an account see its members' names and profiles.", JA: "{site} では、アカウントを持たない訪問者がメンバーの氏名やプロファイルを参照できます。"},
		Seen:  exposure.Text{EN: "enableGuestMemberVisibility is true in the exported network.", JA: "エクスポートされたネットワークの enableGuestMemberVisibility が true です。"},
		Fix: exposure.Text{
			EN: "Digital Experiences > the site > Workspaces > Administration > Preferences: \"Let guest users see other members of this site\" off.",
			JA: "デジタルエクスペリエンス > 対象サイト > ワークスペース > 管理 > 設定 で「ゲストユーザーにこのサイトの他のメンバーの表示を許可」をオフにします。",
		},
		Reference: guestGuide,
	},
	{
		ID: filesOpen, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Guests have access to files of a site", JA: "ゲストがサイトのファイルにアクセスできる"},
		What:  exposure.Text{EN: "Visitors of {site} without an account may reach files that are shared with it.", JA: "{site} では、アカウントを持たない訪問者が、共有されたファイルにアクセスできます。"},
		Seen:  exposure.Text{EN: "enableGuestFileAccess is true in the exported network.", JA: "エクスポートされたネットワークの enableGuestFileAccess が true です。"},
		Fix: exposure.Text{
			EN: "Administration > Preferences: guest file access off; put public files into a library of their own, and scan it: tsutsumi scan FOLDER",
			JA: "管理 > 設定 でゲストのファイルアクセスをオフにします。公開するファイルは専用のライブラリにまとめ、内容を確認します: tsutsumi scan FOLDER",
		},
		Reference: guestGuide,
	},
	{
		ID: registers, Severity: exposure.Low,
		Title: exposure.Text{EN: "Anybody can register on a site", JA: "誰でもサイトに自己登録できる"},
		What:  exposure.Text{EN: "Whoever registers on {site} gets the rights of a member; what those can read was not looked at here.", JA: "{site} に自己登録した者はメンバーの権限を得ます。メンバーが参照できる範囲はここでは確認していません。"},
		Seen:  exposure.Text{EN: "selfRegistration is true in the exported network.", JA: "エクスポートされたネットワークの selfRegistration が true です。"},
		Fix: exposure.Text{
			EN: "If nobody needs it: Administration > Login & Registration: self-registration off. Else review the default profile as if it were the guest's.",
			JA: "不要であれば、管理 > ログインと登録 で自己登録をオフにします。必要な場合は、既定のプロファイルをゲストと同じ基準で点検します。",
		},
		Reference: guestGuide,
	},
}

var siteEntries = []exposure.Entry{
	{
		ID: auraRecords, Severity: exposure.Critical,
		Title: exposure.Text{EN: "Salesforce site gives records to anybody", JA: "Salesforceサイトが誰にでもレコードを返す"},
		What: exposure.Text{
			EN: "The site returns {records} records of {name} to anybody who asks as its own pages do: {fields}.",
			JA: "サイトのページと同じ方法で問い合わせるだけで、誰でも {name} のレコード {records} 件を取得できます。対象項目: {fields}",
		},
		Seen: exposure.Text{
			EN: "Asked as a guest by the documented Aura call that lists an object, with a page of one record and the total. The record's values were dropped unread; nothing was copied.",
			JA: "ゲストとして、オブジェクトを一覧する既知のAura呼び出しを、1件分のページと総件数のみを指定して実行しました。レコードの値は保存も表示もせずに破棄しています。",
		},
		Fix: fixReads, Reference: guestGuide,
	},
	{
		ID: auraOther, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Salesforce site gives other records to anybody", JA: "Salesforceサイトが他のレコードを返す"},
		What: exposure.Text{
			EN: "The site returns {records} records of {name} to anybody. None of the fields shown is known to be personal ({fields}); free text may be.",
			JA: "誰でも {name} のレコード {records} 件を取得できます。表示された項目に個人情報と判定されるものはありません（{fields}）が、自由記述に含まれる可能性があります。",
		},
		Seen: exposure.Text{
			EN: "Asked as a guest by the documented Aura call, with a page of one record and the total. The record's values were dropped unread.",
			JA: "ゲストとして既知のAura呼び出しを、1件分のページと総件数のみを指定して実行しました。レコードの値は破棄しています。",
		},
		Fix: fixReads, Reference: guestGuide,
	},
}
