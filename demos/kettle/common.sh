# Read by the scripts of the contribute demos. POSIX sh, and sed of any origin.
# The names and dates are always the same and nothing of the presenter's own configuration is read,
# so the hashes are the same on every machine, and as they were recorded.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
on() { export GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1"; }
# When the project was made; and when you and its maintainer work on it, as the demos' `env` says.
on 2026-11-02T10:00:00+00:00
today() { on 2026-11-03T12:00:00+00:00; }

# An empty template: no hook of the machine's gets in.
plain_clone() { git clone -q --template= "$@"; }

identify() { # REPOSITORY NAME MAIL
  git -C "$1" config user.name "$2"
  git -C "$1" config user.email "$3"
  # A list of the presenter's would hide files here that are shown elsewhere.
  git -C "$1" config core.excludesFile /dev/null
  git -C "$1" config core.attributesFile /dev/null
}

# change FILE SCRIPT: sed -i, in the words that both kinds of sed know.
change() { sed -i.bak "$2" "$1" && rm -f "$1.bak"; }

# kettle_world FOLDER PROJECT: an invented project with a past (upstream.git), your fork of it
# (fork.git), a clone of yours (you) and one of its maintainer (maintainer).
kettle_world() {
  kettle=$(cd "$2" && pwd)
  rm -rf "$1"
  mkdir -p "$1/seed"
  (
    cd "$1"
    git -c init.defaultBranch=main init -q --template= seed
    identify seed Maintainer maintainer@example.org
    cp -R "$kettle/project/." seed
    rm -f seed/CONTRIBUTING.md
    echo '*.bak' >seed/.gitignore
    git -C seed add -A
    git -C seed commit -qsm 'Boil water'
    cp "$kettle/project/CONTRIBUTING.md" seed
    git -C seed add -A
    git -C seed commit -qsm 'Say how to contribute'

    plain_clone --bare seed upstream.git
    plain_clone --bare seed fork.git
    mkdir -p upstream.git/hooks
    cp "$kettle/pre-receive" "$kettle/project/dco-check" upstream.git/hooks
    rm -rf seed

    plain_clone fork.git you
    identify you You you@example.org
    plain_clone upstream.git maintainer
    identify maintainer Maintainer maintainer@example.org
    # Relative, so that what git prints of them is the same everywhere.
    git -C you remote set-url origin ../fork.git
    git -C you remote add upstream ../upstream.git
    git -C you fetch -q upstream
    git -C maintainer remote set-url origin ../upstream.git
  )
}

# fix_typo CLONE: the branch of issue 12, with its one commit, not signed off.
fix_typo() {
  (
    cd "$1"
    git switch -q --discard-changes --no-track -C 12-fix-readme-typo upstream/main
    change README.md s/temprature/temperature/
    git commit -qam 'Fix a typo in the README'
  )
}
