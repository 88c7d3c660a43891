#compdef unseen
# Completion of unseen for zsh: eval "$(unseen completion zsh)" after compinit, or save it as _unseen in a folder of $fpath.
_unseen() {
    local -a completions
    completions=(${(f)"$($words[1] '[suggest]' "${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)"})
    if (( $#completions )); then
        compadd -a completions
    else
        _files
    fi
}
if [[ $funcstack[1] == _unseen ]]; then
    _unseen "$@"
else
    compdef _unseen unseen
fi
