package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/backup"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE|-",
		Short: a.say("Back up everything but the key, while work goes on", "鍵を除くすべてを、稼働したままバックアップする"),
		Long: a.say(`Writes one file with the inventory, alerts, cases with their vault, people indices, planted persons, accounts and the audit log, as they
are at one moment; scans, watches and the console may go on. "-" writes to standard output.

The key is never in it: keep it apart (docs/format/backup.md). Nor are sessions, temporary files, and dumps that were handed over. A backup of
SQLite can be restored into PostgreSQL, and the other way.`,
			`台帳・アラート・事案（証拠ファイルを含む）・照合用索引・ダミーの人物・利用者・監査ログを、ある一時点の状態で1つのファイルに書き出します。
スキャン・監視・管理画面は動かしたままで構いません。「-」で標準出力に書き出します。

鍵は含まれません。別に保管してください（docs/format/backup.md）。ログイン中のセッション・一時ファイル・預かった流出データも含まれません。
SQLite のバックアップを PostgreSQL に復元することも、その逆もできます。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.backup(c.Context(), args[0]) },
	}
}

func (a *app) backup(ctx context.Context, to string) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	db, err := a.store(ctx, set)
	if err != nil {
		return err
	}
	defer db.Close()
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	job := &backup.Job{Store: db, Home: set.home.Data, Heads: heads(set.home),
		Manifest: backup.Manifest{ID: hex.EncodeToString(id), Version: version(), Made: time.Now().UTC(), Key: set.config.Key.ID()}}
	if to == "-" {
		end, err := backup.Write(ctx, a.Out, job)
		if err != nil {
			return err
		}
		return a.backedUp(a.Err, &end, job)
	}
	if rel, err := filepath.Rel(set.home.Data, absolute(to)); err == nil && filepath.IsLocal(rel) {
		return fault.Errorf(fault.Usage, "backup: %s", a.say("a backup inside of the home would not outlive it", "台帳フォルダーの中には書き出せません（フォルダーと一緒に失われます）"))
	}
	end, err := backupFile(ctx, to, job)
	if err != nil {
		return err
	}
	return a.backedUp(a.Out, &end, job)
}

// backupFile writes a backup, which takes its name once it is whole and lasts.
func backupFile(ctx context.Context, to string, job *backup.Job) (end backup.End, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(to), ".tsutsumi-")
	if err != nil {
		return end, fault.As(fault.Usage, fmt.Errorf("back up: %w", err))
	}
	if end, err = backup.Write(ctx, tmp, job); err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), to)
	}
	if err != nil {
		return end, errors.Join(err, os.Remove(tmp.Name()))
	}
	return end, nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// heads are the signed files that tell what must be there.
func heads(home config.Home) map[string]string {
	return map[string]string{"case-heads": home.Heads(), "audit-head": home.AuditHead()}
}

func (a *app) backedUp(w io.Writer, end *backup.End, j *backup.Job) error {
	_, err := fmt.Fprintf(w, a.say("Backed up: %s rows, %s files (%s)\nThe key %s is not in it: without it nothing can be restored\n",
		"バックアップしました：%s行、%sファイル（%s）\n鍵 %s は含まれていません。鍵がなければ復元できません\n"),
		report.Number(end.Rows), report.Number(end.Files), report.Bytes(end.Bytes), j.Manifest.Key)
	return err
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE|-",
		Short: a.say("Restore a backup into an empty home", "バックアップを空の環境に復元する"),
		Long: a.say(`Restores what "tsutsumi backup" wrote. The home and the store must be empty and the key in its place; nothing is changed if the backup is
damaged, cut off, of a newer version, or was made under another key. After it was killed, run it again.`,
			`tsutsumi backup で書き出したファイルを復元します。台帳フォルダーとデータベースは空で、鍵が所定の場所にある必要があります。
バックアップが破損している、途中で切れている、新しい版で作られている、別の鍵で作られている場合は、何も変更しません。途中で止まったときは、もう一度実行してください。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.restore(c.Context(), args[0]) },
	}
}

func (a *app) restore(ctx context.Context, from string) (err error) {
	home, err := config.Locate(a.home, a.env)
	if err != nil {
		return err
	}
	if !config.HasKey(home, a.env) {
		return fault.Errorf(fault.Usage, "restore: %s", a.say("the key is missing: put it back first ("+filepath.Join(home.Config, "key")+", or TSUTSUMI_KEY_FILE)",
			"鍵がありません。先に元の鍵を戻してください（"+filepath.Join(home.Config, "key")+" または TSUTSUMI_KEY_FILE）"))
	}
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	in := a.In
	if from != "-" {
		f, err := os.Open(from)
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
		}
		defer f.Close()
		in = f
	}
	name, password, err := home.StoreAt(a.kept, a.env)
	if err != nil {
		return err
	}
	staged := home.Data + ".restoring"
	if err := os.MkdirAll(filepath.Dir(staged), 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	unlock, err := lockedfile.MutexAt(staged + ".lock").Lock()
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	defer func() {
		_ = os.Remove(staged + ".lock")
		unlock()
	}()
	to := &backup.Restore{Key: set.config.Key.ID(), Home: staged}
	to.Open = func() (*store.Store, error) {
		if name == "" {
			return store.Open(ctx, filepath.Join(staged, "tsutsumi.db"))
		}
		return store.Open(ctx, name, store.Password(password), store.Restoring())
	}
	if done, err := a.finished(ctx, home, to, name); done || err != nil {
		return err
	}
	if err := os.RemoveAll(staged); err != nil { // of one that was killed
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(staged)
		}
	}()
	if err := os.MkdirAll(staged, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	db, m, end, err := backup.Read(ctx, in, to)
	if err != nil {
		return err
	}
	if name == "" { // closing folds the log into the file
		err = db.Close()
	} else {
		defer db.Close()
		err = os.WriteFile(filepath.Join(staged, restoredName), []byte(m.ID), 0o600)
	}
	if err != nil {
		return err
	}
	if err := place(home, staged, to.Heads); err != nil {
		return err
	}
	if name != "" {
		if err := db.Filled(ctx); err != nil {
			return err
		}
		_ = os.Remove(filepath.Join(home.Data, restoredName))
	}
	_, err = fmt.Fprintf(a.Out, a.say("Restored the backup of %s: %s rows, %s files (%s)\nCheck it: tsutsumi verify\n", "%s のバックアップを復元しました：%s行、%sファイル（%s）\n確認: tsutsumi verify\n"),
		m.Made.Local().Format("2006-01-02 15:04"), report.Number(end.Rows), report.Number(end.Files), report.Bytes(end.Bytes))
	return err
}

// restoredName is the file that says, until all is in its place, of what backup the home is.
const restoredName = ".restored"

// finished tells whether only the last step of a restore onto a server was missing, and does it. A home that is not empty is refused.
func (a *app) finished(ctx context.Context, home config.Home, to *backup.Restore, name string) (bool, error) {
	entries, err := os.ReadDir(home.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return false, nil
	case err != nil:
		return false, fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	if id, err := os.ReadFile(filepath.Join(home.Data, restoredName)); err == nil && name != "" {
		db, err := to.Open()
		if err != nil {
			return false, err
		}
		defer db.Close()
		if from, err := db.FilledFrom(ctx); err != nil || from == string(id) {
			if err == nil {
				err = db.Filled(ctx)
			}
			if err == nil {
				err = os.Remove(filepath.Join(home.Data, restoredName))
			}
			if err == nil {
				_, err = fmt.Fprintln(a.Out, a.say("Restored: the last step of a restore that was broken off is done", "復元しました（中断していた復元の最後の手順を済ませました）"))
			}
			return true, err
		}
	}
	return false, fault.Errorf(fault.Usage, "restore: %s", a.say("the home is not empty: move "+home.Data+" away first", "台帳フォルダーが空ではありません。先に "+home.Data+" を別の場所に移してください"))
}

// place gives what was restored its name. The heads come first: they are not believed without what they name.
func place(home config.Home, staged string, found map[string][]byte) error {
	for name, path := range heads(home) {
		b, has := found[name]
		if _, err := os.Stat(path); !has || err == nil { // what is there may know more than the backup
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
		}
	}
	_ = os.Remove(home.Data) // an empty one
	if err := os.Rename(staged, home.Data); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	if d, err := os.Open(filepath.Dir(home.Data)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}
