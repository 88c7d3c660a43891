# Completion of unseen for PowerShell: unseen completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName unseen -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The text of the command ends with its last word, even if blanks precede the cursor.
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($length).Substring(0, $length)
    unseen '[suggest]' $line 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
