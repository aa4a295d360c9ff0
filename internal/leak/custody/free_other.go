//go:build !unix || solaris || aix || illumos || netbsd || openbsd || dragonfly

package custody

// free is not known here: only the quota holds.
func free(string) (int64, bool) { return 0, false }
