// SPDX-License-Identifier: EUPL-1.2

// Command other checks a log folder with golang.org/x/mod/sumdb, which shares no line with ours: every
// checkpoint's signature, the root from the tiles, the consistency of each checkpoint with the last,
// the inclusion of every entry by proofs of its own, and the proofs that we wrote. With a second word
// it checks that file, a receipt with its proof, by the folder's keys alone.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var folder string

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "other:", err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	return data
}

// open returns size and root of a signed checkpoint.
func open(signed []byte, verifier note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("origin %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	var hash tlog.Hash
	copy(hash[:], root)
	return size, hash
}

// path is the tile's name in our files, without the height.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

type files struct{}

func (files) Height() int { return 8 }

func (files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(folder, path(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (files) SaveTiles([]tlog.Tile, [][]byte) {}

// entries of all bundles, in order.
func entries(size int64) [][]byte {
	var all [][]byte
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: 256}
		if size-first < 256 {
			tile.W = int(size - first)
		}
		name := strings.Replace(path(tile), "tile/data/", "tile/entries/", 1)
		for data := read(name); len(data) > 0; {
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

// ours checks a proof as we hand it out. A negative want: wherever the proof says.
func ours(text []byte, verifier note.Verifier, leaf tlog.Hash, want int64) {
	head, checkpoint, _ := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		must(fmt.Errorf("head %q", lines[0]))
	}
	if strings.HasPrefix(lines[1], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	size, root := open(checkpoint, verifier)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		data, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], data)
		proof = append(proof, hash)
	}
	if want >= 0 && index != want {
		must(fmt.Errorf("index %d where %d is asked for", index, want))
	}
	must(tlog.CheckRecord(proof, size, root, index, leaf))
}

// receipt opens the receipt that a proof carries, and returns the leaf hash that it names.
func receipt(text []byte, keys []string) tlog.Hash {
	_, rest, _ := strings.Cut(string(text), "\nextra ")
	extra, _, found := strings.Cut(rest, "\n")
	if !found {
		must(fmt.Errorf("no receipt in the proof"))
	}
	signed, err := base64.StdEncoding.DecodeString(extra)
	must(err)
	var verifiers []note.Verifier
	for _, key := range keys {
		if key != "" && key[0] != '#' {
			verifier, err := note.NewVerifier(key)
			must(err)
			verifiers = append(verifiers, verifier)
		}
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	must(err)
	_, rest, _ = strings.Cut(opened.Text, "\nleaf ")
	line, _, _ := strings.Cut(rest, "\n")
	data, err := base64.StdEncoding.DecodeString(line)
	must(err)
	var leaf tlog.Hash
	if copy(leaf[:], data) != len(leaf) {
		must(fmt.Errorf("leaf %q", line))
	}
	return leaf
}

// held checks a file that a receipt's holder downloaded, with the keys of the folder and nothing else.
func held(name string) {
	text, err := os.ReadFile(name)
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read("log.vkey"))))
	must(err)
	leaf := receipt(text, strings.Split(string(read("attest.vkeys")), "\n"))
	ours(text, verifier, leaf, -1)
	fmt.Printf("%s stands in %s\n", leaf, verifier.Name())
}

func main() {
	folder = os.Args[1]
	if len(os.Args) > 2 {
		held(os.Args[2])
		return
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read("log.vkey"))))
	must(err)
	size, root := open(read("checkpoint"), verifier)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, files{})
	computed, err := tlog.TreeHash(size, reader)
	must(err)
	if computed != root {
		must(fmt.Errorf("another root"))
	}
	all := entries(size)
	if int64(len(all)) != size {
		must(fmt.Errorf("%d entries of %d", len(all), size))
	}
	for i, entry := range all {
		proof, err := tlog.ProveRecord(size, int64(i), reader)
		must(err)
		must(tlog.CheckRecord(proof, size, root, int64(i), tlog.RecordHash(entry)))
	}
	names, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*"))
	must(err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(err)
		oldSize, oldRoot := open(data, verifier)
		proof, err := tlog.ProveTree(size, oldSize, reader)
		must(err)
		must(tlog.CheckTree(proof, size, root, oldSize, oldRoot))
	}
	proofs, err := filepath.Glob(filepath.Join(folder, "proofs", "*"))
	must(err)
	for _, name := range proofs {
		index, err := strconv.ParseInt(filepath.Base(name), 10, 64)
		must(err)
		data, err := os.ReadFile(name)
		must(err)
		ours(data, verifier, tlog.RecordHash(all[index]), index)
	}
	fmt.Printf("%d entries, %d checkpoints, %d proofs\n", size, len(names), len(proofs))
}
