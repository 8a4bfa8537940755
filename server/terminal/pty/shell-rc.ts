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

/** The prompt of both shells: a dollar in the theme's green, for every user. */
const PROMPT = '$'

/**
 * Our rc file for bash 3.2 (macOS) and later. bash reads it as its `ENV`, in POSIX mode: only in
 * that mode does it read no file of the machine. Debian's bash reads /etc/bash.bashrc even when
 * another rc file is named, and nothing can undo what that makes read-only. Settings that came from
 * the environment, or on another host before us, are undone. Marks are FinalTerm's OSC 133: A at
 * the beginning of a prompt, B at its end, C when a command has been read, D with its exit status;
 * `P;k=s` is the continuation prompt.
 */
export function bashRc({ nonce, prelude = '' }: RcOptions): string {
  const mark = (what: string) => `\\e]133;${what};aid=${nonce}\\a`
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
__cuecast_prompt() {
  local status=$?
  # What SHELLOPTS of the environment says of errexit counts again after this file.
  if [ -n "$__cuecast_ran" ]; then printf '${mark('D;%s')}' "$status"; else set +e; fi
  __cuecast_ran=1
  printf '${mark('A')}'
}
PROMPT_COMMAND=__cuecast_prompt
PS1='\\[\\e[32m\\]${PROMPT}\\[\\e[0m\\] \\[${mark('B')}\\]'
PS2='> \\[${mark('P;k=s')}\\]'
PS4='+ '
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  PS0='${mark('C')}'
else
  # Before 4.4 there is no PS0: the first simple command after a prompt says that one was read.
  __cuecast_debug() {
    [ -n "$__cuecast_at_prompt" ] && [ -z "$COMP_LINE" ] || return 0
    __cuecast_at_prompt=
    [ "$BASH_COMMAND" = __cuecast_prompt ] || printf '${mark('C')}'
  }
  trap __cuecast_debug DEBUG
  PROMPT_COMMAND='__cuecast_prompt; __cuecast_at_prompt=1'
fi
`
}

/** Our rc file for zsh. `-d` keeps the machine's own rc files out, except /etc/zshenv. */
export function zshRc({ nonce, prelude = '' }: RcOptions): string {
  const mark = (what: string) => `\\e]133;${what};aid=${nonce}\\a`
  return `${prelude}
setopt unset no_err_exit no_err_return no_xtrace no_verbose
unalias -m '*'
unfunction -m '*'
unset HISTFILE ZDOTDIR RPS1 RPROMPT MAIL MAILPATH TMOUT
HISTSIZE=1000 SAVEHIST=0 MAILCHECK=0
precmd_functions=() preexec_functions=() chpwd_functions=()
setopt no_prompt_sp no_prompt_cr no_bang_hist no_beep no_correct no_correct_all
setopt no_prompt_subst interactive_comments
bindkey -e
bindkey '\\e[3~' delete-char
bindkey '\\e[1;5C' forward-word
bindkey '\\e[1;5D' backward-word
# Only now: loading the line editor (bindkey does) sets it.
unset zle_bracketed_paste
precmd() {
  local code=$?
  if [[ -n $__cuecast_ran ]]; then printf '${mark('D;%s')}' $code; fi
  __cuecast_ran=1
  printf '${mark('A')}'
}
preexec() { printf '${mark('C')}' }
PS1=$'%{\\e[32m%}${PROMPT}%{\\e[0m%} %{${mark('B')}%}'
PS2=$'> %{${mark('P;k=s')}%}'
`
}

/** Quotes any text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
