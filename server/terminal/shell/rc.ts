/** The variable parts of an rc file. */
export interface RcOptions {
  /**
   * Goes into every mark as `aid`: output of a demo cannot forge a mark without it. It stays in the
   * shell's own memory; nothing exports it to children.
   */
  readonly nonce: string
  /** Shell commands that run first. */
  readonly prelude?: string
}

/** The prompt of all shells: a dollar in the theme's green, for every user. */
const PROMPT = '$'

/**
 * What the session types to ask a shell whose prompt has lost its marks: a key that no keyboard has. The
 * shell answers with the mark Q.
 */
export const ASK = '\x1b[7337~'
const ASK_KEY = '\\e[7337~'

/*
 * The marks are FinalTerm's OSC 133: D with the exit status and A at the beginning of a prompt, B at its
 * end, `P;k=s` in a continuation prompt, C when a command has been read. R is ours: the shell's line
 * editor begins to read. So is Q, the answer to ASK: the exit status, and what the line is read for: zsh
 * knows that, and bash which of the two prompts and of what follows a line still have their marks.
 *
 * All of them are in strings that the shell expands or prints by itself. A function at each prompt would
 * be seen by `set -x` and by a DEBUG trap, and lost with PROMPT_COMMAND; a builtin that prints could be
 * somebody's function by then.
 */
const marks = (nonce: string) => (what: string) => `\\e]133;${what};aid=${nonce}\\a`

/**
 * Our rc file for bash 3.2 (macOS) and later. bash reads it as its `ENV`, in POSIX mode: only in
 * that mode does it read no file of the machine. Debian's bash reads /etc/bash.bashrc even when
 * another rc file is named, and nothing can undo what that makes read-only. Settings that came from
 * the environment, or on another host before us, are undone.
 */
export function bashRc({ nonce, prelude = '' }: RcOptions): string {
  const mark = marks(nonce)
  return `set +o posix
unset ENV
${prelude}
set +euxvfnET
shopt -u extdebug
shopt -u inherit_errexit 2>/dev/null
trap - DEBUG ERR RETURN EXIT
unalias -a
for f in $(compgen -A function); do unset -f "$f"; done
unset f HISTFILE PROMPT_COMMAND PROMPT_DIRTRIM MAIL MAILPATH MAILCHECK TMOUT 2>/dev/null
complete -r 2>/dev/null
shopt -s promptvars
set +o histexpand
set -o emacs
HISTSIZE=1000
# The machine's and the presenter's key bindings stay out; these three are what people expect.
INPUTRC=/dev/null
bind 'set enable-bracketed-paste off' 2>/dev/null
bind 'set bell-style none'
bind '"\\e[3~": delete-char'
bind '"\\e[1;5C": forward-word'
bind '"\\e[1;5D": backward-word'
unset INPUTRC
PS1='\\[${mark('D;$?')}${mark('A')}\\e[32m\\]${PROMPT}\\[\\e[0m\\] \\[${mark('B')}\\]'
PS2='> \\[${mark('P;k=s')}\\]'
PS4='+ '
# What SHELLOPTS of the environment says of errexit counts again after this file.
PROMPT_COMMAND='set +e; unset PROMPT_COMMAND'
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  PS0='${mark('C')}'
  # The line editor prints these before every prompt, whatever the prompt has become.
  bind 'set show-mode-in-prompt on'
  for mode in emacs-mode-string vi-ins-mode-string vi-cmd-mode-string; do
    bind "set $mode \\"\\\\1${bashString(mark('R'))}\\\\2\\""
  done
  # A subshell has no traps, and as a POSIX shell it finds unset before any function of that name.
  for mode in emacs vi-insert vi-command; do
    bind -m $mode -x '"${ASK_KEY}": { (
      status=$?; POSIXLY_CORRECT=1; unset -f printf; prompt=0 next=0 read=0
      case $PS1 in *"133;A;aid=${nonce}"*) prompt=1;; esac
      case $PS2 in *"133;P;k=s;aid=${nonce}"*) next=1;; esac
      case $PS0 in *"133;C;aid=${nonce}"*) read=1;; esac
      printf "${mark('Q;%s;%s;%s;%s')}" "$status" "$prompt" "$next" "$read"
    ) } 2>/dev/null'
  done
  unset mode
else
  # Before 4.4 there is no PS0: the first simple command after a prompt says that one was read.
  __cuecast_debug() {
    [ "$__cuecast_at_prompt" = 1 ] && [ -z "$COMP_LINE" ] || return 0
    __cuecast_at_prompt=0
    printf '${mark('C')}'
  }
  trap __cuecast_debug DEBUG
  PS1='\\[\\e]133;X$((__cuecast_at_prompt=1))\\a\\]'"$PS1"
fi
`
}

/** Escapes a sequence once more, for a string that `bind` reads inside double quotes. */
const bashString = (text: string) => text.replaceAll('\\', '\\\\')

/** Our rc file for zsh. `-d` keeps the machine's own rc files out, except /etc/zshenv. */
export function zshRc({ nonce, prelude = '' }: RcOptions): string {
  const mark = marks(nonce)
  return `${prelude}
setopt unset no_err_exit no_err_return no_xtrace no_verbose
unalias -m '*'
unfunction -m '*'
unset HISTFILE ZDOTDIR RPS1 RPROMPT MAIL MAILPATH TMOUT
HISTSIZE=1000 SAVEHIST=0 MAILCHECK=0
precmd_functions=() preexec_functions=() chpwd_functions=()
setopt no_prompt_sp no_prompt_cr no_bang_hist no_beep no_correct no_correct_all
setopt no_prompt_subst prompt_percent interactive_comments
bindkey -e
bindkey '\\e[3~' delete-char
bindkey '\\e[1;5C' forward-word
bindkey '\\e[1;5D' backward-word
# Only now: loading the line editor (bindkey does) sets it. The line editor prints the first of these when
# it begins to read, and POSTEDIT when it has read a line.
zle_bracketed_paste=($'${mark('R')}' '')
POSTEDIT=$'${mark('C')}'
PS1=$'%{${mark('D;%?')}${mark('A')}\\e[32m%}${PROMPT}%{\\e[0m%} %{${mark('B')}%}'
PS2=$'> %{${mark('P;k=s')}%}'
__cuecast_ask() {
  { (
    builtin printf '${mark('Q;%s;%s')}' $? $CONTEXT
  ) } 2>/dev/null
}
zle -N __cuecast_ask
for map in emacs viins vicmd; do bindkey -M $map '${ASK_KEY}' __cuecast_ask; done
unset map
`
}

/**
 * Our rc file for fish 3. It has no continuation prompt: Enter after half a command begins another row of
 * the same line, and a binding says so. Its prompt and its events are functions of their own, so what
 * somebody does to fish_prompt changes no mark.
 */
export function fishRc({ nonce, prelude = '' }: RcOptions): string {
  const mark = marks(nonce)
  return `${prelude}
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
set -g fish_term_cursor_shape 0
function fish_title; end
function fish_right_prompt; end
function fish_mode_prompt; end
function fish_prompt; printf '\\e[32m${PROMPT}\\e[0m '; end
function __cuecast_done --on-event fish_postexec
  builtin printf '${mark('D;%s')}' $status
  set -g __cuecast_told
end
function __cuecast_ready --on-event fish_prompt
  set -l code $status
  set -q __cuecast_told; or builtin printf '${mark('D;%s')}' $code
  set -e __cuecast_told
  builtin printf '${mark('A')}${mark('B')}'
end
function __cuecast_cancelled --on-event fish_cancel
  builtin printf '${mark('D;130')}${mark('A')}${mark('B')}'
end
function __cuecast_read --on-event fish_preexec
  builtin printf '${mark('C')}'
end
function __cuecast_enter
  commandline --is-valid
  if test $status -eq 2
    builtin printf '${mark('P;k=s')}'
  end
  commandline -f execute
end
bind \\r __cuecast_enter
bind \\n __cuecast_enter
`
}

/** Quotes any text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
