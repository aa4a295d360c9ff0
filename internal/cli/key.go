package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func (a *app) keyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: a.say("Look after the key", "鍵の管理"),
	}
	var file string
	wrap := &cobra.Command{
		Use:   "wrap",
		Short: a.say("Put a passphrase on the key (argon2id); TSUTSUMI_PASSPHRASE_FILE opens it from then on", "鍵をパスフレーズで保護する（argon2id）。以後は TSUTSUMI_PASSPHRASE_FILE で開く"),
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.wrapKey(file) },
	}
	wrap.Flags().StringVar(&file, "passphrase-file", "", a.say("file that holds the passphrase", "パスフレーズを書いたファイル"))
	c.AddCommand(wrap)
	return c
}

// wrapKey replaces the key file of the configuration by a wrapped one. The key stays the same: what is recorded fits.
func (a *app) wrapKey(file string) error {
	if file == "" {
		return fault.Errorf(fault.Usage, "key wrap: %s", a.say("name a --passphrase-file", "--passphrase-file を指定してください"))
	}
	pass, err := os.ReadFile(file)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read passphrase: %w", err))
	}
	if pass = bytes.TrimRight(pass, "\r\n"); len(pass) < 8 {
		return fault.Errorf(fault.Usage, "key wrap: %s", a.say("a passphrase of at least 8 bytes", "パスフレーズは8バイト以上にしてください"))
	}
	home, err := config.Locate(a.home, a.env)
	if err != nil {
		return err
	}
	if _, err := config.Load(home, a.env); err != nil { // makes the key on first use
		return err
	}
	path := filepath.Join(home.Config, "key")
	bare, err := os.ReadFile(path)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read key: %w", err))
	}
	wrapped, err := config.Wrap(bare, pass)
	if err != nil {
		return err
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, wrapped, 0o600); err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return errors.Join(fmt.Errorf("write key: %w", err), os.Remove(tmp))
	}
	_, err = fmt.Fprintln(a.Out, a.say("the key is wrapped; without the passphrase it is lost", "鍵を保護しました。パスフレーズを失うと鍵も失われます"))
	return err
}
