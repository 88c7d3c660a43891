#:project ../../src/Unseen.Images/Unseen.Images.csproj
#:property RestorePackagesWithLockFile=false

// Names what is in photographs, with a model that `unseen train` left in the folder of a run.
// As it is:              dotnet run recognise.cs RUN photo.jpg
// As a native program:   dotnet publish recognise.cs --output published
using Unseen.Images.Backbones;
using Unseen.Inference;

if (args is not [var run, _, ..])
{
    Console.Error.WriteLine("Usage: recognise RUN PHOTO...");
    return 2;
}

var model = UnseenModel.Load(run);
using var features = ImageFeatures.Of(model, run);
foreach (var photo in args[1..])
{
    var best = model.Predict(features.Extract(await File.ReadAllBytesAsync(photo), photo));
    var note = best.IsUnseen ? ", never seen in training" : "";
    Console.WriteLine($"{photo}: {best.ClassName} ({best.Probability:P0}){note}");
}

return 0;
