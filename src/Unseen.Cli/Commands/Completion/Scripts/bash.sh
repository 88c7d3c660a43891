# Completion of unseen for bash: eval "$(unseen completion bash)"
_unseen() {
    mapfile -t COMPREPLY < <("$1" '[suggest]' "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o default -F _unseen unseen
