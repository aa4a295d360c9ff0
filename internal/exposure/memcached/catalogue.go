package memcached

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const reference = "https://docs.memcached.org/security/"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "memcached-no-auth", Severity: exposure.High, Reference: reference,
			Title: exposure.Text{EN: "memcached answers without a password", JA: "memcached がパスワードなしで応答する"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read and change what applications put there: {items} items, often sessions and profiles.",
				JA: "{address} に接続できる人は誰でも、アプリケーションが置いた{items}件のデータ（セッションやプロフィールなど）を読み、書き換えることができます。",
			},
			Seen: exposure.Text{
				EN: "\"stats\" was answered without authentication (memcached {version}, {bytes} bytes held).",
				JA: "認証なしの \"stats\" に応答がありました（memcached {version}、保持{bytes}バイト）。",
			},
			Fix: exposure.Text{
				EN: "In /etc/memcached.conf listen where the applications are, and nowhere else:\n  -l 127.0.0.1\n  -U 0\nor ask for a password (build with SASL, or -Y /etc/memcached.auth):\n  -S\nThen: systemctl restart memcached",
				JA: "/etc/memcached.conf で、アプリケーションのある場所でだけ待ち受けます。\n  -l 127.0.0.1\n  -U 0\nまたはパスワードを求めます（SASL 対応版、または -Y /etc/memcached.auth）。\n  -S\n続いて systemctl restart memcached を実行します。",
			},
		},
		{
			ID: "memcached-udp", Severity: exposure.Medium, Reference: reference,
			Title: exposure.Text{EN: "memcached listens on UDP", JA: "memcached が UDP で待ち受けている"},
			What: exposure.Text{
				EN: "If UDP port {udp} of {address} is reachable from outside, others can be flooded by way of it.",
				JA: "{address} の UDP ポート {udp} が外部から届く場合、第三者への攻撃（増幅攻撃）の踏み台にされるおそれがあります。",
			},
			Seen: exposure.Text{EN: "\"stats settings\" says so; nothing was sent over UDP.", JA: "\"stats settings\" の表示によります（UDP では何も送っていません）。"},
			Fix: exposure.Text{
				EN: "In /etc/memcached.conf:\n  -U 0\nThen: systemctl restart memcached",
				JA: "/etc/memcached.conf に次を設定します。\n  -U 0\n続いて systemctl restart memcached を実行します。",
			},
		},
	}
}
