using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class RunExportTests
{
    [Fact]
    public void Csv_TextsThatASpreadsheetWouldEvaluate_AreMarkedAsTexts()
    {
        var rows = RunRow.All([DoneRun.Create(0, """ "offset": -0.5, "semantics": "@SUM(A1)", "features": "-x" """, 4,
            "/data/=HYPERLINK(1)")]);

        Assert.Equal(
            ["run,sweep,state,folder,seed,dataset,offset,semantics,features,validationH,U,S,H,T1,ausuc,seconds",
                "000000000000,made,done,runs/0,0,'=HYPERLINK(1),-0.5,'@SUM(A1),'-x,4,,,4,,,"],
            RunExport.Csv(rows));
    }
}
