package ci

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	hardening = "https://docs.github.com/en/actions/reference/security/secure-use"
	codecov   = "https://about.codecov.io/security-update/"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry { return append(scripts(), others()...) }

// scripts are programs from the network.
func scripts() []exposure.Entry {
	reach := exposure.Text{
		EN: "The job {job} runs whatever {url} sends at that moment. Who changes it there reads the repository and these secrets: {secrets}.",
		JA: "ジョブ {job} は、{url} がその時に返す内容をそのまま実行します。配布元で改ざんされると、リポジトリと次のシークレットが読まれます: {secrets}",
	}
	return []exposure.Entry{
		{
			ID: "ci-script-unverified", Severity: exposure.High,
			Title: exposure.Text{EN: "CI runs a script from the network as it comes", JA: "CI がネットワーク上のスクリプトを検証せずに実行している"},
			What:  reach,
			Seen:  exposure.Text{EN: "{file}, line {line}: what is downloaded goes straight into a shell.", JA: "{file} の {line} 行目: ダウンロードした内容がそのままシェルに渡されています。"},
			Fix: exposure.Text{
				EN: "Download it, compare it with a checksum that stands in the repository, then run it:\n  curl -fsSLo tool.sh {url}\n  echo \"(the SHA-256 you checked)  tool.sh\" | sha256sum -c -\n  bash tool.sh\nGive secrets to the one step that needs them (env: of the step), not to the job.",
				JA: "いったん保存し、リポジトリに書いたチェックサムと照合してから実行します。\n  curl -fsSLo tool.sh {url}\n  echo \"（確認済みの SHA-256）  tool.sh\" | sha256sum -c -\n  bash tool.sh\nシークレットはジョブ全体ではなく、必要なステップの env: にだけ渡します。",
			},
			Reference: codecov,
		},
		{
			ID: "ci-download-unverified", Severity: exposure.High,
			Title: exposure.Text{EN: "CI runs a downloaded program without checking it", JA: "CI がダウンロードしたプログラムを検証せずに実行している"},
			What:  reach,
			Seen:  exposure.Text{EN: "{file}, line {line}: the file is run, and no checksum or signature is checked before.", JA: "{file} の {line} 行目: チェックサムも署名も確認されないまま実行されています。"},
			Fix: exposure.Text{
				EN: "Check it between download and run, against what stands in the repository:\n  echo \"(the SHA-256 you checked)  FILE\" | sha256sum -c -\nor by its maker's signature:\n  gpg --verify FILE.sig FILE",
				JA: "ダウンロードと実行の間で、リポジトリに書いた値と照合します。\n  echo \"（確認済みの SHA-256）  FILE\" | sha256sum -c -\nまたは配布元の署名を確かめます。\n  gpg --verify FILE.sig FILE",
			},
			Reference: codecov,
		},
		{
			ID: "ci-sums-unverified", Severity: exposure.Low,
			Title: exposure.Text{EN: "CI checks a download by a checksum from the network", JA: "CI の照合に使うチェックサムもネットワークから取得している"},
			What: exposure.Text{
				EN: "The job {job} compares {url} with a checksum that is downloaded as well: who changes one may change both. Secrets in reach: {secrets}.",
				JA: "ジョブ {job} は {url} を、同じくダウンロードしたチェックサムと照合しています。両方が改ざんされれば気付けません。届く範囲のシークレット: {secrets}",
			},
			Seen: exposure.Text{EN: "{file}, line {line}: the file of checksums is itself a download without a signature.", JA: "{file} の {line} 行目: チェックサムのファイルも、署名の確認なしにダウンロードされています。"},
			Fix: exposure.Text{
				EN: "Write the checksum into the repository:\n  echo \"(the SHA-256 you checked)  FILE\" | sha256sum -c -",
				JA: "チェックサムの値をリポジトリに書いておきます。\n  echo \"（確認済みの SHA-256）  FILE\" | sha256sum -c -",
			},
			Reference: codecov,
		},
		{
			ID: "ci-strangers-code", Severity: exposure.Critical,
			Title: exposure.Text{EN: "CI runs a stranger's pull request with secrets", JA: "外部からのプルリクエストのコードが、シークレットのある CI で動く"},
			What: exposure.Text{
				EN: "Whoever opens a pull request has code of theirs run in the job {job}, which has these secrets: {secrets}.",
				JA: "誰でもプルリクエストを送るだけで、ジョブ {job} の中で自分のコードを動かせます。届くシークレット: {secrets}",
			},
			Seen: exposure.Text{
				EN: "{file}, line {line}: the code of the pull request is checked out in a run that pull_request_target, workflow_run or a comment starts.",
				JA: "{file} の {line} 行目: pull_request_target・workflow_run・コメントで始まる実行の中で、プルリクエストのコードを取得しています。",
			},
			Fix: exposure.Text{
				EN: "Build and test strangers' code under on: pull_request, which gets no secrets.\nWhat needs secrets (labels, comments) goes into a second workflow that checks out nothing of the pull request.\n  permissions:\n    contents: read      # at the top of the file; more only for the job that needs it",
				JA: "外部のコードのビルドとテストは、シークレットが渡らない on: pull_request で行います。\nシークレットが必要な処理（ラベル付けやコメント）は、プルリクエストのコードを取得しない別のワークフローに分けます。\n  permissions:\n    contents: read      # ファイルの先頭に書き、それ以上は必要なジョブにだけ与える",
			},
			Reference: "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
		},
	}
}

// unpinned is what may become another under the same name.
func unpinned(id string, severity exposure.Severity, en, ja, fixEN, fixJA, reference string) exposure.Entry {
	return exposure.Entry{
		ID: id, Severity: severity,
		Title: exposure.Text{EN: "CI uses " + en + " that is not pinned", JA: "CI で使う" + ja + "が固定されていない"},
		What: exposure.Text{
			EN: "The job {job} runs {name}, whatever that is by then. Who can move that name reads the repository and these secrets: {secrets}.",
			JA: "ジョブ {job} は、その時点の {name} を実行します。差し替えられると、リポジトリと次のシークレットが読まれます: {secrets}",
		},
		Seen:      exposure.Text{EN: "{file}, line {line}: named by what can be moved, not by content.", JA: "{file} の {line} 行目: 中身を特定しない名前で指定されています。"},
		Fix:       exposure.Text{EN: fixEN, JA: fixJA},
		Reference: reference,
	}
}

func others() []exposure.Entry {
	return []exposure.Entry{
		unpinned("ci-action-unpinned", exposure.Medium, "another's action", "第三者のアクション",
			"Name it by its full commit:\n  git ls-remote https://github.com/OWNER/REPO TAG     # shows the commit of the tag\n  uses: OWNER/REPO@(40 digits)  # TAG\nDependabot keeps such lines up to date (package-ecosystem: github-actions).",
			"コミットの完全なハッシュで指定します。\n  git ls-remote https://github.com/OWNER/REPO TAG     # タグが指すコミットを表示\n  uses: OWNER/REPO@（40桁のハッシュ）  # TAG\nDependabot（package-ecosystem: github-actions）が更新を提案してくれます。", hardening),
		unpinned("ci-orb-unpinned", exposure.Medium, "an orb", "orb",
			"Name a published version in full; it never changes:\n  orbs:\n    name: namespace/orb@1.2.3",
			"公開済みの版を3桁まで指定します（公開後は変更されません）。\n  orbs:\n    name: namespace/orb@1.2.3", "https://circleci.com/docs/orbs/use/orb-intro/"),
		unpinned("ci-include-unpinned", exposure.Medium, "an included file", "外部の include",
			"Name a commit, or the content:\n  include:\n    - project: group/templates\n      file: /ci.yml\n      ref: (40 digits)\n    - remote: https://example.com/ci.yml\n      integrity: sha256-(Base64)",
			"コミットまたは内容のハッシュで指定します。\n  include:\n    - project: group/templates\n      file: /ci.yml\n      ref: （40桁のハッシュ）\n    - remote: https://example.com/ci.yml\n      integrity: sha256-（Base64）", "https://docs.gitlab.com/ci/yaml/#include"),
		unpinned("ci-image-unpinned", exposure.Low, "a container image", "コンテナイメージ",
			"Name it by its digest:\n  docker buildx imagetools inspect IMAGE:TAG     # shows the digest\n  image: IMAGE:TAG@sha256:(64 digits)",
			"ダイジェストで指定します。\n  docker buildx imagetools inspect IMAGE:TAG     # ダイジェストを表示\n  image: IMAGE:TAG@sha256:（64桁）", "https://docs.docker.com/dhi/core-concepts/digests/"),
	}
}

// rotate is what to do with secrets that may have been read.
var rotate = exposure.Text{
	EN: "Make each of these secrets anew at its issuer, revoke the old one, then store the new one in CI; do not only delete it there.\nAsk the issuers for the log of each secret's use from {from} on: tsutsumi watch reads such logs.\nWhoever had a token for the repository may have cloned it: tsutsumi scan git+file:///REPO tells whose data stands in its history.",
	JA: "該当するシークレットを発行元で作り直し、古いものを失効させてから CI に登録し直します（CI 側で消すだけでは不十分です）。\n発行元に {from} 以降の利用履歴を照会します（tsutsumi watch でログを調べられます）。\nリポジトリへのアクセス権が漏れていれば、複製された可能性があります。履歴に誰のデータがあるかは tsutsumi scan git+file:///REPO で分かります。",
}

// Catalogue implements exposure.Check.
func (Advisory) Catalogue() []exposure.Entry {
	runs := exposure.Text{
		EN: "{runs} runs of {file} from {first} to {last} ran {what}, which was altered from {from} to {to}. It may have read: {secrets}.",
		JA: "{from} から {to} まで改ざんされていた {what} を、{file} が {first} から {last} までに {runs} 回実行しました。読まれたおそれがあるもの: {secrets}",
	}
	return []exposure.Entry{
		{
			ID: "ci-advisory-runs", Severity: exposure.Critical, Happened: true,
			Title:     exposure.Text{EN: "Runs of CI executed what was altered by somebody", JA: "改ざんされたものが CI で実行されていた"},
			What:      runs,
			Seen:      exposure.Text{EN: "{advisory}, {reference}; by the list of runs, and the CI files as each run had them: {ids}.", JA: "{advisory}（{reference}）。実行履歴と、各実行時点の CI 設定から判定しました: {ids}"},
			Fix:       rotate,
			Reference: codecov,
		},
		{
			ID: "ci-advisory-runs-today", Severity: exposure.Critical, Happened: true,
			Title:     exposure.Text{EN: "Runs of CI probably executed what was altered by somebody", JA: "改ざんされたものが CI で実行されていたとみられる"},
			What:      runs,
			Seen:      exposure.Text{EN: "{advisory}, {reference}; by the list of runs and today's CI file, as the commits of some runs are not here: {ids}.", JA: "{advisory}（{reference}）。実行履歴から判定しましたが、一部の実行のコミットが手元にないため、現在の CI 設定で判断しています: {ids}"},
			Fix:       rotate,
			Reference: codecov,
		},
		{
			ID: "ci-advisory-used", Severity: exposure.High, Happened: true,
			Title: exposure.Text{EN: "CI used what was altered by somebody", JA: "改ざんされたものを CI が使っていた"},
			What: exposure.Text{
				EN: "From {first} to {last}, {file} had {what}, which was altered from {from} to {to}. Each run then may have given away: {secrets}.",
				JA: "{from} から {to} まで改ざんされていた {what} を、{file} が {first} から {last} まで使っていました。その間の実行ごとに漏れたおそれがあるもの: {secrets}",
			},
			Seen: exposure.Text{EN: "{advisory}, {reference}; by the history of the CI file. Whether it ran then, the list of runs tells (--runs).", JA: "{advisory}（{reference}）。CI 設定の履歴から判定しました。実際に動いたかどうかは実行履歴（--runs）で分かります。"},
			Fix: exposure.Text{
				EN: rotate.EN + "\nThe list of runs:\n  gh api --paginate \"repos/OWNER/REPO/actions/runs?created={from}..{to}\" > runs.json",
				JA: rotate.JA + "\n実行履歴の取得:\n  gh api --paginate \"repos/OWNER/REPO/actions/runs?created={from}..{to}\" > runs.json",
			},
			Reference: codecov,
		},
		{
			ID: "ci-advisory-secret", Severity: exposure.Critical, Happened: true,
			Title: exposure.Text{EN: "A secret was in reach of what was altered by somebody", JA: "改ざんされたものがシークレットを読める状態だった"},
			What: exposure.Text{
				EN: "{secret} could be read in {runs} runs from {first} to {last} ({files}): it has to be made anew.",
				JA: "{secret} は、{first} から {last} までの {runs} 回の実行（{files}）で読み取れる状態でした。作り直す必要があります。",
			},
			Seen: exposure.Text{EN: "{advisory}, {reference}; altered from {from} to {to}.", JA: "{advisory}（{reference}）。改ざん期間は {from} から {to} です。"},
			Fix:  rotate, Reference: codecov,
		},
		{
			ID: "ci-advisory-token", Severity: exposure.Low, Happened: true,
			Title: exposure.Text{EN: "A run's own token was in reach of what was altered by somebody", JA: "改ざんされたものが実行ごとのトークンを読める状態だった"},
			What: exposure.Text{
				EN: "{secret} could be read in {runs} runs from {first} to {last} ({files}). It ends with its run; what was done with it meanwhile has to be looked for.",
				JA: "{secret} は、{first} から {last} までの {runs} 回の実行（{files}）で読み取れる状態でした。実行の終了とともに失効しますが、その間に使われていないか確認が必要です。",
			},
			Seen: exposure.Text{EN: "{advisory}, {reference}; altered from {from} to {to}.", JA: "{advisory}（{reference}）。改ざん期間は {from} から {to} です。"},
			Fix: exposure.Text{
				EN: "Look for pushes, releases and packages that nobody of yours made during these runs, in the audit log of the organisation.",
				JA: "組織の監査ログで、該当の実行中に身に覚えのない push・リリース・パッケージ公開がないか確認します。",
			},
			Reference: hardening,
		},
	}
}
