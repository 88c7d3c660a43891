# Completion of unseen for fish: unseen completion fish | source
function __unseen_complete
    set --local line (commandline --current-process --cut-at-cursor)
    set --local completions (unseen '[suggest]' "$line" 2>/dev/null)
    if count $completions >/dev/null
        printf '%s\n' $completions
    else
        __fish_complete_path (commandline --current-token --cut-at-cursor)
    end
end
complete --command unseen --no-files --arguments '(__unseen_complete)'
