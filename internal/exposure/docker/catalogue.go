package docker

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{{
		ID: "docker-api-open", Severity: exposure.Critical, Reference: "https://docs.docker.com/engine/security/protect-access/",
		Title: exposure.Text{EN: "A Docker daemon takes orders from everybody", JA: "Docker デーモンが誰からの命令でも受け付ける"},
		What: exposure.Text{
			EN: "Whoever reaches {address} can start a container with the host's disk in it: all data of the host and of its {containers} running containers.",
			JA: "{address} に接続できる人は誰でも、ホストのディスクを組み込んだコンテナを起動できます。ホストと稼働中のコンテナ{containers}個のデータすべてに届きます。",
		},
		Seen: exposure.Text{EN: "GET /containers/json was answered without a certificate (Docker {version}).", JA: "証明書なしの GET /containers/json に応答がありました（Docker {version}）。"},
		Fix: exposure.Text{
			EN: "Take -H tcp://… out of the daemon's options; administer over SSH instead:\n  systemctl edit docker.service\n  systemctl restart docker\n  docker -H ssh://admin@(host) ps\nIf TCP has to be: --tlsverify with certificates of your own, on port 2376.\nLook for containers that nobody of yours started:\n  docker ps -a --no-trunc",
			JA: "デーモンのオプションから -H tcp://… を外し、SSH 経由で管理します。\n  systemctl edit docker.service\n  systemctl restart docker\n  docker -H ssh://admin@（ホスト） ps\nTCP が必要な場合は、独自の証明書と --tlsverify をポート 2376 で使います。\n身に覚えのないコンテナがないか確かめます。\n  docker ps -a --no-trunc",
		},
	}}
}
