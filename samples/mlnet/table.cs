#:project ../../src/Unseen.ML/Unseen.ML.csproj
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Prints the class of every row of a table of features. It uses an ML.NET pipeline, which is saved and loaded again.
// dotnet run table.cs RUN features.csv    RUN is a folder that `unseen train` wrote; the table must have a header
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Unseen.ML;

if (args is not [_, var table])
{
    Console.Error.WriteLine("Usage: table RUN FEATURES.csv");
    return 2;
}

var ml = new MLContext();
ml.ComponentCatalog.RegisterAssembly(typeof(Classes).Assembly); // lets a loaded pipeline find Classes by name
var columns = File.ReadLines(table).First().Split(',').Length;
var rows = ml.Data.LoadFromTextFile(
    table, [new("Features", DataKind.Single, 0, columns - 1)], separatorChar: ',', hasHeader: true);

var pipeline = ml.Transforms.CustomMapping(new Classes().GetMapping(), nameof(Classes)).Fit(rows);
ml.Model.Save(pipeline, rows.Schema, "pipeline.zip");
var loaded = ml.Model.Load("pipeline.zip", out _);

foreach (var row in ml.Data.CreateEnumerable<PredictedRow>(loaded.Transform(rows), reuseRowObject: true))
    Console.WriteLine($"{row.PredictedLabel},{row.Probability:F3},{(row.IsUnseen ? "unseen" : "seen")}");
return 0;

/// <summary>Maps features to classes by the model of the run on the command line. A saved pipeline refers to this class
/// by its name.</summary>
[CustomMappingFactoryAttribute(nameof(Classes))]
internal sealed class Classes() : FeatureMapping(Environment.GetCommandLineArgs()[1]);
