# 开机自动启动机器人。说明见 docs/operations/windows.md。
# 用管理员身份打开 PowerShell，在程序文件夹里运行：
#   powershell -ExecutionPolicy Bypass -File deploy\windows\autostart.ps1 -Config D:\jingmin-data\station.yaml
# 拿掉：Unregister-ScheduledTask -TaskName jingmin
param(
  [Parameter(Mandatory = $true)][string]$Config,
  # 用哪个 Windows 用户运行；口令和令牌是这个用户的环境变量（setx）。
  [string]$User = "$env:USERDOMAIN\$env:USERNAME",
  [string]$Task = 'jingmin'
)
$ErrorActionPreference = 'Stop'
$program = (Resolve-Path (Join-Path $PSScriptRoot '..\..')).Path
$node = (Get-Command node).Source
$file = (Resolve-Path $Config).Path
$log = Join-Path (Split-Path $file) 'jingmin.log'

# 任务计划程序不会接住窗口里的话：经 cmd 写进日志。
$line = "/d /c `"`"$node`" `"$program\bin\jingmin.js`" start --config `"$file`" >> `"$log`" 2>&1`""
$action = New-ScheduledTaskAction -Execute 'cmd.exe' -Argument $line -WorkingDirectory $program
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew `
  -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
$account = Get-Credential -UserName $User -Message '机器人用这个用户运行，没有人登录时也开着'
Register-ScheduledTask -TaskName $Task -Action $action -Trigger $trigger -Settings $settings `
  -User $account.UserName -Password $account.GetNetworkCredential().Password -RunLevel Limited -Force | Out-Null
Start-ScheduledTask -TaskName $Task
Write-Host "已登记「$Task」，开机自动启动。说的话记在 $log"
