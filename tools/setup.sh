# setup.sh - for ./try and ./check: installs what is missing, Debian packages only. Sourced, not run.

BUILD_PACKAGES="gcc meson ninja-build pkg-config libc6-dev linux-libc-dev libsqlite3-dev libicu-dev libsodium-dev
libzstd-dev libjansson-dev libgumbo-dev libseccomp-dev libmicrohttpd-dev libmupdf-dev libmujs-dev
libopenjp2-7-dev libjbig2dec0-dev libjpeg-dev libfreetype-dev libarchive-dev
libxml2-dev libcmark-dev zlib1g-dev libbrotli-dev nettle-dev libpango1.0-dev libqpdf-dev liblcms2-dev fonts-dejavu-core libtesseract-dev libical-dev tesseract-ocr-eng tesseract-ocr-rus tesseract-ocr-kaz"
TEST_PACKAGES="libcmocka-dev python3 python3-icalendar python3-vobject python3-html5lib python3-feedparser python3-pikepdf poppler-utils mandoc binutils sqlite3 chromium"

say() { printf '%s\n' "$*" >&2; }

# Those of the named packages that are not installed.
missing_packages() {
	there=$(dpkg-query -W -f '${Package} ${Status}\n' "$@" 2>/dev/null | sed -n 's/ install ok installed$//p')
	for p in "$@"; do
		printf '%s\n' "$there" | grep -qxF "$p" || printf '%s ' "$p"
	done
}

need_packages() {
	command -v dpkg-query >/dev/null || { say "this script installs Debian packages; on another system install what README.md lists and run meson"; exit 2; }
	missing=$(missing_packages "$@")
	[ -z "$missing" ] && return 0
	if [ "$(id -u)" -eq 0 ]; then
		sudo=
	elif command -v sudo >/dev/null; then
		sudo=sudo
	else
		say "missing packages, and neither root nor sudo to install them. Ask an administrator for:"
		say "  apt-get install $missing"
		exit 2
	fi
	say "installing: $missing"
	$sudo apt-get update -qq >&2 || say "apt-get update failed; trying with the lists there are"
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >&2 ||
		{ say "apt-get could not install: $missing"; exit 2; }
}

# setup_build FOLDER OPTIONS...: configure once; a folder that was left half configured is made anew.
setup_build() {
	build_in=$1
	shift
	if [ -f "$build_in/build.ninja" ] && meson introspect --buildoptions "$build_in" >/dev/null 2>&1; then
		return 0
	fi
	rm -rf "$build_in"
	meson setup "$build_in" "$@" >"$build_in.log" 2>&1 || { cat "$build_in.log" >&2; rm -f "$build_in.log"; exit 3; }
	rm -f "$build_in.log"
}
